/** Colours of lines and bars; charts lighten them on a dark background. */
export const SERIES_COLORS = {
  availability: '#2e7d32',
  errorRate: '#c62828',
  latency: '#1976d2',
  rate: '#7b1fa2',
  budget: '#00695c',
  target: '#e65100',
  previous: '#757575',
  forecast: '#ad1457',
};
