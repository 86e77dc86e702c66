import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ConfigError } from '../config/ConfigError';
import { readYaml } from '../config/readYaml';
import { urlHost } from '../http/urlHost';
import { messageOf } from '../messageOf';
import type { KubeAccess } from './KubeAccess';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** Tokens, certificates and authorities are replaced while we run. */
const REREAD_MS = 60_000;

const text = z.string().optional();
const kubeconfigSchema = z.looseObject({
  'current-context': text,
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.looseObject({
        server: z.string(),
        'certificate-authority': text,
        'certificate-authority-data': text,
        'insecure-skip-tls-verify': z.boolean().optional(),
        'tls-server-name': text,
        'proxy-url': text,
      }),
    }),
  ),
  contexts: z.array(
    z.object({
      name: z.string(),
      context: z.looseObject({ cluster: z.string(), user: text }),
    }),
  ),
  users: z
    .array(
      z.object({
        name: z.string(),
        user: z
          .looseObject({
            token: text,
            tokenFile: text,
            'client-certificate': text,
            'client-certificate-data': text,
            'client-key': text,
            'client-key-data': text,
          })
          .nullish(),
      }),
    )
    .nullish(),
});

/** Keys of a user that only the Kubernetes client library knows to handle. */
const LIBRARY_USER_KEYS = ['exec', 'auth-provider', 'username', 'as'];

/**
 * Finds the API server: the kubeconfig that is named, else the service account of the pod we run
 * in, else `$KUBECONFIG` or `~/.kube/config`.
 *
 * Plain credentials (token, certificate) are read here; whatever needs a login (exec plug-ins,
 * OIDC, proxies) is left to @kubernetes/client-node, which is only loaded then: it takes 80 MB,
 * more than half of what an agent may use.
 *
 * @throws ConfigError naming the key
 */
export async function readKubeAccess(input: {
  kubeconfig?: string;
  context?: string;
  env: Readonly<Record<string, string | undefined>>;
}): Promise<KubeAccess> {
  const { env } = input;
  if (!input.kubeconfig && !input.context && env.KUBERNETES_SERVICE_HOST) {
    return inClusterAccess(env);
  }
  const file =
    input.kubeconfig ??
    (env.KUBECONFIG || join(env.HOME ?? homedir(), '.kube/config'));
  const read = () =>
    select(kubeconfigSchema.parse(readYaml(file)), input.context);
  try {
    const { cluster, user } = read();
    const needsLibrary =
      cluster['proxy-url'] !== undefined ||
      LIBRARY_USER_KEYS.some(key => user && key in user);
    return needsLibrary
      ? await libraryAccess(file, input.context)
      : accessWith(() => plainCredentials(read(), dirname(file)));
  } catch (error) {
    const reason =
      error instanceof z.ZodError
        ? `${error.issues[0].path.join('.')}: ${error.issues[0].message}`
        : messageOf(error);
    throw new ConfigError(
      `sources.kubernetes.kubeconfig: "${file}": ${reason}`,
    );
  }
}

type Kubeconfig = z.infer<typeof kubeconfigSchema>;
type Cluster = Kubeconfig['clusters'][number]['cluster'];
type User = NonNullable<NonNullable<Kubeconfig['users']>[number]['user']>;

function select(config: Kubeconfig, wanted: string | undefined) {
  const name = wanted ?? config['current-context'];
  const context = config.contexts.find(c => c.name === name)?.context;
  if (!context) {
    throw new Error(`there is no context "${name}"`);
  }
  const cluster = config.clusters.find(c => c.name === context.cluster);
  if (!cluster) {
    throw new Error(`there is no cluster "${context.cluster}"`);
  }
  const user = config.users?.find(u => u.name === context.user)?.user;
  return { cluster: cluster.cluster, user: user ?? undefined };
}

/** What a request needs; `tls` is absent where the server is asked without. */
type Credentials = {
  server: string;
  tls?: https.AgentOptions;
  token?: string;
};

function plainCredentials(
  { cluster, user }: { cluster: Cluster; user: User | undefined },
  directory: string,
): Credentials {
  const material = (data: string | undefined, file: string | undefined) => {
    if (data) return Buffer.from(data, 'base64');
    return file ? readFileSync(resolve(directory, file)) : undefined;
  };
  const isHttps = new URL(cluster.server).protocol === 'https:';
  return {
    server: cluster.server,
    token: user?.tokenFile
      ? readToken(resolve(directory, user.tokenFile))
      : user?.token,
    ...(isHttps && {
      tls: {
        ca: material(
          cluster['certificate-authority-data'],
          cluster['certificate-authority'],
        ),
        cert: material(
          user?.['client-certificate-data'],
          user?.['client-certificate'],
        ),
        key: material(user?.['client-key-data'], user?.['client-key']),
        servername: cluster['tls-server-name'],
        rejectUnauthorized: !cluster['insecure-skip-tls-verify'],
      },
    }),
  };
}

function inClusterAccess(
  env: Readonly<Record<string, string | undefined>>,
): KubeAccess {
  const tokenFile = join(SERVICE_ACCOUNT, 'token');
  if (!existsSync(tokenFile)) {
    throw new ConfigError(
      `sources.kubernetes.kubeconfig: there is none, and the pod has no service account token at ${tokenFile}`,
    );
  }
  const host = env.KUBERNETES_SERVICE_HOST!;
  const port = env.KUBERNETES_SERVICE_PORT ?? '443';
  return accessWith(() => ({
    server: `https://${urlHost(host)}:${port}`,
    tls: { ca: readFileSync(join(SERVICE_ACCOUNT, 'ca.crt')) },
    token: readToken(tokenFile),
  }));
}

/** Reads the credentials again every minute; those that cannot be read then stay as they were. */
function accessWith(read: () => Credentials): KubeAccess {
  let current = read();
  let agent = createAgent(current);
  let readMs = performance.now();
  const readAgain = () => {
    readMs = performance.now();
    try {
      const next = read();
      if (!isDeepStrictEqual(next.tls, current.tls)) agent = createAgent(next);
      current = next;
    } catch {
      // Somebody is writing it at the moment, or the server will say that it is too old.
    }
  };
  return {
    server: current.server.replace(/\/+$/, ''),
    async connect() {
      if (performance.now() - readMs > REREAD_MS) readAgain();
      const headers: Record<string, string> = {};
      if (current.token) headers.authorization = `Bearer ${current.token}`;
      return { agent, headers };
    },
  };
}

function createAgent({ tls }: Credentials): http.Agent {
  return tls
    ? new https.Agent({ keepAlive: true, ...tls })
    : new http.Agent({ keepAlive: true });
}

function readToken(file: string): string {
  return readFileSync(file, 'utf8').trim();
}

async function libraryAccess(
  file: string,
  context: string | undefined,
): Promise<KubeAccess> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromFile(file);
  if (context) config.setCurrentContext(context);
  const connect: KubeAccess['connect'] = async () => {
    const options: https.RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const basic = options.auth && Buffer.from(options.auth).toString('base64');
    return {
      agent: options.agent as http.Agent,
      headers: {
        ...(options.headers as Record<string, string>),
        ...(basic && { authorization: `Basic ${basic}` }),
      },
    };
  };
  let connection: ReturnType<KubeAccess['connect']> | undefined;
  let madeMs = 0;
  return {
    server: config.getCurrentCluster()!.server.replace(/\/+$/, ''),
    connect() {
      // Logins expire, and every call makes a new agent without the connections of the old one.
      // Those who ask while one is made wait for it: a login may be a process, or a person.
      if (!connection || performance.now() - madeMs > REREAD_MS) {
        const made = connect();
        connection = made;
        madeMs = performance.now();
        made.catch(() => {
          if (connection === made) connection = undefined;
        });
      }
      return connection;
    },
  };
}
