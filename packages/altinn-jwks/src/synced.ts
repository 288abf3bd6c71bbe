import { fsync } from 'node:fs';

/** Waits until the disk has a file. By its number: Yarn puts a handle in the place of Node's, which has no `sync`. */
export const synced = ({ fd }: { readonly fd: number }): Promise<void> =>
  new Promise((resolve, reject) => fsync(fd, (error) => (error ? reject(error) : resolve())));
