import * as vscode from 'vscode';

interface PlanTask extends vscode.TaskDefinition {
  readonly command?: unknown;
  readonly plan?: unknown;
  readonly arguments?: unknown;
}

const commands = ['check', 'run', 'test'] as const;
type Command = (typeof commands)[number];

/** Tasks that run the command line which comes with the extension, with the editor's own Node: nothing has to be installed. */
export function provideTasks(context: vscode.ExtensionContext): vscode.Disposable {
  const commandLine = context.asAbsolutePath('dist/cli.cjs');
  const make = (definition: PlanTask, folder: vscode.WorkspaceFolder): vscode.Task | undefined => {
    const { command, plan, arguments: given = [] } = definition;
    const isKnown = commands.some((name) => name === command) && typeof plan === 'string';
    if (!isKnown || !Array.isArray(given) || !given.every((one) => typeof one === 'string')) return undefined;
    const words = [command as Command, plan, ...given, ...(needsFolder(command as Command, given) ? outOf(plan) : [])];
    const task = new vscode.Task(
      definition,
      folder,
      `${command as Command} ${plan}`,
      'dosewright',
      new vscode.ProcessExecution(process.execPath, [commandLine, ...words], {
        cwd: folder.uri.fsPath,
        // The desktop editor's executable is Electron, which is Node where it is told so.
        env: { ELECTRON_RUN_AS_NODE: '1' },
      }),
      '$dosewright',
    );
    task.group = command === 'test' ? vscode.TaskGroup.Test : command === 'run' ? vscode.TaskGroup.Build : undefined;
    return task;
  };

  return vscode.tasks.registerTaskProvider('dosewright', {
    provideTasks: async () => {
      const found = await Promise.all(
        (vscode.workspace.workspaceFolders ?? []).map(async (folder) => {
          const pattern = new vscode.RelativePattern(folder, '**/*.rtplan');
          const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**', mostPlans);
          const plans = files.map((uri) => vscode.workspace.asRelativePath(uri, false)).sort();
          const wanted = plans.flatMap((plan) => commands.map((command) => ({ command, plan })));
          const all = plans.length > 0 ? [{ command: 'test', plan: '.' }] : [];
          return [...all, ...wanted].flatMap((one) => make({ type: 'dosewright', ...one }, folder) ?? []);
        }),
      );
      return found.flat();
    },
    resolveTask: (task) => {
      const { scope, definition } = task;
      const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
      return folder && make(definition, folder);
    },
  });
}

/** A list of tasks is for choosing from; what is not in it is written into `tasks.json`. */
const mostPlans = 100;

function needsFolder(command: Command, given: readonly string[]): boolean {
  return command === 'run' && !given.some((one) => /^--(out|locked|lock)\b/.test(one));
}

function outOf(plan: string): string[] {
  return ['--out', `out/${plan.replace(/^.*[\\/]/, '').replace(/\.rtplan$/, '')}`];
}
