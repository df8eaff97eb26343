import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Rules that find faults; layout is prettier's, unused exports are knip's, who imports whom is dependency-cruiser's. */
export default defineConfig(
  globalIgnores(['dist/', 'out/', 'coverage/', 'src/language/generated/', 'src/physics/kernels/wasm/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // Results are a pure function of the plan's text, its inputs and the engine's version.
    files: ['src/**/*.ts'],
    ignores: ['src/{server,extension,cli}/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'A result may not depend on chance.' },
        { object: 'Math', property: 'pow', message: 'Its bits change with the version of V8: power() of units/.' },
        { object: 'Date', property: 'now', message: 'A result may not depend on the clock.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'A result may not depend on the clock.',
        },
        {
          selector: ":matches(BinaryExpression[operator='**'][right.value!=2], AssignmentExpression[operator='**='])",
          message: 'Its bits change with the version of V8: power() of units/. Only squares are the same everywhere.',
        },
      ],
    },
  },
  { files: ['src/cli/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'], rules: { 'no-console': 'off' } },
);
