import '@testing-library/jest-dom';
import './testUtils';
