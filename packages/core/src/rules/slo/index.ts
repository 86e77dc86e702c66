export * from './burnRate';
export * from './judgeBurnRate';
export * from './absence';
