/** Of the platform, as its documents, its health and its snapshots tell it. */
export const VERSION = '0.1.0';
