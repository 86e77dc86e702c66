import '@testing-library/jest-dom';
import '@atlhyper/backstage-plugin-atlhyper-react/testUtils';
import { configure } from '@testing-library/react';

// On a busy machine a page takes longer than the one second that is usual.
configure({ asyncUtilTimeout: 10_000 });
