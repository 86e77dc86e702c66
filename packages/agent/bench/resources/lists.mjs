// Pages of the pods through the API, beside the bare SQL that finds the same rows.
/* eslint-disable @backstage/no-relative-monorepo-imports -- a benchmark looks inside */
import {
  describe,
  measure,
} from '../../../../plugins/atlhyper-backend/bench/slo/measure.mjs';
import { Database } from '../../../../plugins/atlhyper-backend/bench/slo/stack.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { CLUSTER } from './backend.mjs';

const WARM_UPS = 5;
const RUNS = 60;
const PAGE = 100;
/** Pages to turn before the deep one. */
const DEEP = process.env.ATLHYPER_BENCH_SMALL === '1' ? 2 : 40;

const COLUMNS = 'namespace, name, uid, resource_version, data_json';
const FROM = `from resources where cluster_id = '${CLUSTER}' and kind = 'pod'`;
const CREATED = `json_extract(data_json, '$.createdMs')`;
const LISTS = [
  { name: 'first page', query: {}, where: '', order: 'name, namespace' },
  {
    name: 'filtered',
    query: { q: 'service-12' },
    where: `and name like '%service-12%'`,
    order: 'name, namespace',
  },
  {
    name: 'of a namespace',
    query: { namespace: 'team-3' },
    where: `and namespace = 'team-3'`,
    order: 'name, namespace',
  },
  {
    name: 'by creation',
    query: { sort: '-created' },
    where: '',
    order: `${CREATED} desc, name desc, namespace desc`,
  },
  {
    name: 'deep page',
    query: {},
    deep: true,
    where: '',
    order: 'name, namespace',
  },
  {
    name: 'deep, by creation',
    query: { sort: '-created' },
    deep: true,
    where: '',
    order: `${CREATED} desc, name desc, namespace desc`,
  },
];

export async function measureLists({ apiUrl, file }, say) {
  const database = new Database(file, { readonly: true });
  const url = `${apiUrl}/v2/clusters/${CLUSTER}/resources/pod`;
  const ask = async query => {
    const answer = await fetch(
      `${url}?${new URLSearchParams({ limit: PAGE, ...query })}`,
    );
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  for (const list of LISTS) {
    const query = { ...list.query };
    for (let page = 0; list.deep && page < DEEP; page++) {
      query.cursor = (await ask(query)).nextCursor;
    }
    const bare = database.prepare(
      `select ${COLUMNS} ${FROM} ${list.where} order by ${
        list.order
      } limit ${PAGE} offset ${list.deep ? DEEP * PAGE : 0}`,
    );
    check(list, await ask(query), bare.all());
    await measure(WARM_UPS, () => ask(query));
    const ours = await measure(RUNS, () => ask(query));
    const floor = await measure(RUNS, () => bare.all());
    say(`list ${list.name.padEnd(18)} ${describe(ours)}`);
    say(
      `     bare SQL           ${describe(floor)}   the list takes ${(
        ours.p50 / floor.p50
      ).toFixed(1)} times as long (p50)`,
    );
  }
  database.close();
}

/** Both must have found the same, or comparing them says nothing. */
function check({ name }, { resources }, rows) {
  const names = list => list.map(one => one.name).join();
  if (names(resources) !== names(rows)) {
    throw new Error(`${name}: the API and the SQL found different pods`);
  }
}
