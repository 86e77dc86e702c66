import '@testing-library/jest-dom';
import '../../../scripts/jest/setupBrowser';
