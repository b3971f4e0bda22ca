/** Whether a release came before another; one that is no numbers, or not said, is the newest. */
export function isBefore(version: string | undefined, other: string): boolean {
  const parts = (written: string): readonly number[] => (/^\d+(\.\d+)*/.exec(written)?.[0] ?? '').split('.').filter((part) => part !== '').map(Number);
  if (version === undefined || parts(version).length === 0) return false;
  const [ours, theirs] = [parts(version), parts(other)];
  for (let index = 0; index < theirs.length; index++) if ((ours[index] ?? 0) !== theirs[index]!) return (ours[index] ?? 0) < theirs[index]!;
  return false;
}
