import type { RequestHandler, Response } from 'express';
import Router from 'express-promise-router';
import type { AgentLimits } from '../config/readAtlhyperConfig';
import type { AgentAuthenticator, AgentIdentity } from './AgentAuthenticator';
import type { AgentGateway } from './AgentGateway';
import { readAgentBody } from './readAgentBody';

/**
 * Routes of the agents, below `/agent/v1`.
 *
 * The token is checked before the body is read. `httpAuth` has no part in it: it refuses every
 * Bearer token that is not Backstage's own.
 */
export function createAgentRouter(options: {
  authenticator: AgentAuthenticator;
  gateway: AgentGateway;
  limits: AgentLimits;
}) {
  const { gateway } = options;
  const router = Router();
  router.use('/agent/v1', authenticate(options.authenticator));
  const readBody = readAgentBody(options.limits);

  router.post('/agent/v1/session', ...readBody, async (req, res) => {
    res.json(await gateway.openSession(agentOf(res), req.body));
  });
  router.post('/agent/v1/push', ...readBody, async (req, res) => {
    res.json(await gateway.push(agentOf(res), req.body));
  });
  router.post('/agent/v1/heartbeat', ...readBody, async (req, res) => {
    res.json(await gateway.heartbeat(agentOf(res), req.body));
  });
  return router;
}

function authenticate(authenticator: AgentAuthenticator): RequestHandler {
  return async (req, res, next) => {
    res.locals.agent = await authenticator.authenticate(
      req.get('authorization'),
    );
    next();
  };
}

function agentOf(res: Response): AgentIdentity {
  return res.locals.agent;
}
