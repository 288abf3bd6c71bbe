export { masterKeyIn } from '../master-key.ts';

/** Where the commands write; tests give their own. */
export interface CareIo {
  out(text: string): void;
  exit(status: number): void;
}

export const PROCESS: CareIo = {
  out: (text) => process.stdout.write(text),
  exit: (status) => {
    process.exitCode = status;
  },
};
