import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export interface Difference {
  readonly pixels: number;
  /** The picture with what differs in red. */
  readonly png: Buffer;
}

/** What differs between two pictures; undefined when nothing does. Where one is larger, what lies outside the other differs. */
export function difference(before: Buffer, after: Buffer): Difference | undefined {
  if (before.equals(after)) return undefined;
  const [old, made] = [PNG.sync.read(before), PNG.sync.read(after)];
  const size = [Math.max(old.width, made.width), Math.max(old.height, made.height)] as const;
  const drawn = new PNG({ width: size[0], height: size[1] });
  const pixels = pixelmatch(onSheet(old, size), onSheet(made, size), drawn.data, ...size, { threshold: 0.1 });
  return pixels === 0 ? undefined : { pixels, png: PNG.sync.write(drawn) };
}

function onSheet(picture: PNG, [width, height]: readonly [number, number]): Buffer {
  if (picture.width === width && picture.height === height) return picture.data;
  const sheet = new PNG({ width, height });
  PNG.bitblt(picture, sheet, 0, 0, picture.width, picture.height, 0, 0);
  return sheet.data;
}
