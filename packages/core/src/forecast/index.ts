export * from './theilSen';
export * from './lastRegime';
export * from './forecastCapacity';
export * from './sumSeries';
