/** Two notions of size: with the containerd image store an image's own size is that of what was pulled, compressed. */

/** Engines count folders and blocks differently: less than this is no compression. */
const TOLERANCE = 1.1;

/** Whether the steps of an image take so much more than the size that the engine tells that it must be a compressed one. */
export const isCompressed = (size: number, unpacked: number): boolean => unpacked > size * TOLERANCE;
