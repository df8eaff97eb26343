/** Who may import whom. Data flows one way: units ← plan ← the middle tier ← engine ← the front ends. */

const MIDDLE = ['units', 'plan', 'language', 'evidence', 'biology', 'patient', 'physics', 'evaluate', 'optimise'];

/** Each folder of src/ with the other folders, or single files, that it may import. */
const MAY_IMPORT = {
  units: [],
  plan: ['units'],
  language: ['units', 'plan', 'evidence'],
  evidence: ['units', 'plan', 'biology'],
  biology: ['units', 'plan'],
  patient: ['units', 'plan'],
  physics: ['units', 'plan', 'patient'],
  evaluate: ['units', 'plan', 'patient', 'biology'],
  optimise: ['units', 'plan', 'biology'],
  preview: ['units', 'plan', 'patient', 'evaluate'],
  engine: [...MIDDLE, 'preview'],
  server: [...MIDDLE, 'preview', 'engine'],
  // Of the server the extension knows the messages, and nothing else.
  extension: ['units', 'plan', 'evaluate', 'preview', 'engine', 'server/protocol\\.ts'],
  cli: [...MIDDLE, 'preview', 'engine'],
};

const BELOW_ENGINE = '^src/(units|plan|language|evidence|biology|patient|physics|evaluate|optimise|preview)/';

module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([folder, others]) => ({
      name: `${folder}-imports`,
      comment: `${folder} may import ${others.length > 0 ? others.join(', ') : 'no other folder'}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^(src|webview|test|bench|tools)/', pathNot: `^src/(${[folder, ...others].join('|')})(/|$)` },
    })),
    {
      name: 'webview-imports-preview-only',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^(src|test|bench|tools)/', pathNot: '^src/preview/' },
    },
    {
      name: 'files-are-read-by-front-ends-and-engine',
      comment: 'Readers and writers of files run on Node; everything else of patient/ runs anywhere.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/(patient/files|engine|server|cli)/' },
      to: { path: '^src/patient/files/' },
    },
    {
      name: 'no-node-below-engine',
      comment: 'What is below the engine would run in a browser worker unchanged.',
      severity: 'error',
      from: { path: BELOW_ENGINE, pathNot: '^src/patient/files/' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-node-in-webview', severity: 'error', from: { path: '^webview/' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'only-extension-knows-vscode',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/extension/' },
      to: { path: '(^vscode$|node_modules/(@types/vscode|vscode-languageclient)/)' },
    },
    {
      name: 'only-server-knows-the-protocol',
      comment: 'The language returns plain data; the server turns it into the language-server protocol.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/(server|extension)/' },
      to: { path: 'node_modules/(vscode-languageserver|vscode-languageserver-protocol|vscode-jsonrpc)/' },
    },
    {
      name: 'toolkit-in-one-file',
      comment:
        'The control toolkit is archived upstream; one file names it, so that its successor is a one-file change.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^webview/toolkit\\.ts$' },
      to: { path: 'node_modules/@vscode/webview-ui-toolkit/' },
    },
    {
      name: 'three-in-one-file',
      comment: 'three.js is loaded when the 3D view is first looked at: the page must not need it otherwise.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^webview/room-three\\.ts$' },
      to: { path: 'node_modules/(@types/)?three/' },
    },
    {
      name: 'dcmjs-in-one-file',
      comment:
        'dcmjs writes tags and lengths; what values look like is decided in the file that names it, because dcmjs cuts decimal strings and loses exponents.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/patient/files/dicom-writer\\.ts$' },
      to: { path: 'node_modules/dcmjs/' },
    },
    {
      name: 'no-cycles',
      comment: 'Expressions are recursive, and so are the files of language/ that resolve them.',
      severity: 'error',
      from: { pathNot: '^src/language/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/(language/generated|physics/kernels/wasm)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
