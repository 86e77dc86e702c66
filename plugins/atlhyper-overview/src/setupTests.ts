import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import '@atlhyper/backstage-plugin-atlhyper-react/testUtils';

// A page takes seconds to draw without a browser where other tests keep the machine busy.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);
