import { createContext } from 'react';

/** Where the page of the plugin is, set by the page itself. */
export const SloPagePathContext = createContext<string | undefined>(undefined);
