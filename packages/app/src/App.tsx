import { createApp } from '@backstage/frontend-defaults';
import { navModule } from './nav';

/** The plugins are found through `app.packages: all`; only the navigation is the portal's own. */
export default createApp({ features: [navModule] });
