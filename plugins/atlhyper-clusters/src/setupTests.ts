import '@testing-library/jest-dom';
import '@atlhyper/backstage-plugin-atlhyper-react/testUtils';
