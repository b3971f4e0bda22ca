import { watch, type FSWatcher } from 'node:fs';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds of rest after the last change before it is read: an editor writes in several steps. */
const rest = 150;

/** Folders watched, at most; systems limit them. */
const most = 1000;

/** Calls back when a file in one of these files' folders, or one of these folders, changes. */
export function watchFiles(paths: readonly string[], changed: () => void): { close(): void } {
  const folders = [...new Set(paths.map(folderOf))].slice(0, most);
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, rest);
  };
  const watchers = folders.flatMap((folder): readonly FSWatcher[] => {
    try {
      return [watch(folder, soon).on('error', () => {})];
    } catch {
      return [];
    }
  });
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** A file is watched through its folder, because editors put a new file in its place. */
function folderOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    return dirname(path);
  }
}
