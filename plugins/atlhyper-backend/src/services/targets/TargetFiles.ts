import {
  ATLHYPER_OPENSLO_ANNOTATION,
  type PutTargetRequest,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  UrlReaderService,
  UrlReaderServiceReadUrlResponse,
} from '@backstage/backend-plugin-api';
import { ANNOTATION_LOCATION, type Entity } from '@backstage/catalog-model';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { parseOpenSloApart, type ImportedTarget } from './openSlo';

/** A file of targets is small; nothing larger is read. */
const MAX_FILE_BYTES = 1_048_576;

/** One host that does not answer must not hold up the files of others. */
const LONGEST_READ_MS = 30_000;

/** A file is asked for no more often: hosts of repositories count what is asked of them. */
const REREAD_MS = 5 * 60_000;

type Known = { etag?: string; readMs: number; used: boolean } & (
  | { requests: PutTargetRequest[] }
  | { problem: Error }
);

/** Reads the files of targets that lie beside entities, and remembers those that did not change. */
export class TargetFiles {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly options: { reader: UrlReaderService; clock: () => number },
  ) {}

  /**
   * @throws ServiceUnavailableError where the file could not be read for now
   * @throws InputError where it is none of the entity's, or does not hold what it should
   */
  async read(entity: Entity, path: string): Promise<PutTargetRequest[]> {
    const url = urlOf(entity, path);
    const before = this.known.get(url);
    const isFresh =
      before && Math.abs(this.options.clock() - before.readMs) < REREAD_MS;
    const known = isFresh ? before : await this.readAgain(url, before);
    this.known.set(url, { ...known, used: true });
    if ('problem' in known) {
      throw known.problem;
    }
    return known.requests;
  }

  /** Forgets what was not read since the last time. */
  forgetUnused(): void {
    for (const [url, known] of this.known) {
      if (known.used) {
        known.used = false;
      } else {
        this.known.delete(url);
      }
    }
  }

  private async readAgain(url: string, before?: Known): Promise<Known> {
    const { reader, clock } = this.options;
    const readMs = clock();
    try {
      const response = await reader.readUrl(url, {
        etag: before?.etag,
        signal: AbortSignal.timeout(LONGEST_READ_MS),
      });
      const { etag } = response;
      const content = await readBegin(response);
      return { etag, readMs, used: true, ...(await parse(content, url)) };
    } catch (error) {
      const { name, message } = error as Error;
      if (before && name === 'NotModifiedError') {
        return { ...before, readMs };
      }
      if (name === 'NotFoundError' || name === 'NotAllowedError') {
        throw error;
      }
      throw new ServiceUnavailableError(`'${url}' cannot be read: ${message}`);
    }
  }
}

/** No more than says whether it is too large: whoever wrote the entity chose the file. */
async function readBegin(
  response: UrlReaderServiceReadUrlResponse,
): Promise<Buffer> {
  if (!response.stream) return response.buffer();
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.stream()) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_FILE_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** What is wrong with the content stands until it changes; what went wrong reading it does not. */
async function parse(
  content: Buffer,
  url: string,
): Promise<{ requests: PutTargetRequest[] } | { problem: Error }> {
  try {
    if (content.length > MAX_FILE_BYTES) {
      throw new InputError(`'${url}' is larger than ${MAX_FILE_BYTES} bytes`);
    }
    const { targets } = await parseOpenSloApart(content.toString('utf8'));
    return { requests: targets.map(toRequest) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { problem: error };
  }
}

/**
 * In the entity's own directory or below it: the files are read with the rights of Backstage, which
 * reach into repositories that whoever wrote the entity may not read. The query stays, since it may
 * name the branch.
 */
function urlOf(entity: Entity, path: string): string {
  const location = entity.metadata.annotations?.[ANNOTATION_LOCATION] ?? '';
  if (!location.startsWith('url:')) {
    throw new InputError(
      `'${ATLHYPER_OPENSLO_ANNOTATION}' needs an entity that is read from a URL`,
    );
  }
  const base = new URL(location.slice('url:'.length));
  const url = new URL(path, base);
  const directory = new URL('.', base);
  const isBeside =
    url.href.startsWith(directory.href) && !/%2f|%5c/i.test(url.pathname);
  if (!isBeside) {
    throw new InputError(
      `'${ATLHYPER_OPENSLO_ANNOTATION}' must lie beside the entity, in '${directory.origin}${directory.pathname}' or below`,
    );
  }
  url.search = base.search;
  return url.toString();
}

/** @throws InputError where the documents ask for latency alone */
function toRequest(imported: ImportedTarget): PutTargetRequest {
  const { subject, window, availability, ...rest } = imported;
  if (availability === undefined) {
    throw new InputError(
      `The documents set a latency and no availability for the window ${window}`,
    );
  }
  return { subject, window, objective: { availability, ...rest } };
}
