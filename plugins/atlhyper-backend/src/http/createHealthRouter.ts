import { ServiceUnavailableError } from '@backstage/errors';
import Router from 'express-promise-router';

/** Whether the plugin can do its work; open to all, so it tells nothing else. */
export function createHealthRouter(options: {
  /** Rejects where the database does not answer. */
  checkDatabase: () => Promise<void>;
}) {
  const router = Router();
  router.get('/health', async (_req, res) => {
    try {
      await options.checkDatabase();
    } catch (error) {
      throw new ServiceUnavailableError('The database does not answer');
    }
    res.json({ status: 'ok' });
  });
  return router;
}
