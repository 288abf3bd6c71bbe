import { legible } from '../texts/names.ts';

/** A name or another text that a user wrote: whatever is in it, all of it is seen, it breaks where it must, and it turns nothing but itself. */
export const Name = ({ of }: { readonly of: string }) => <bdi className="long">{legible(of)}</bdi>;
