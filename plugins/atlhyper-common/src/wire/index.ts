export * from './primitives';
export * from './routes';
export * from './slots';
export * from './nodes';
export * from './resources';
export * from './events';
export * from './usage';
export * from './push';
