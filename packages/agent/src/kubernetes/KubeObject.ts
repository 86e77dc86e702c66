/** An object as the API server sends it; only `metadata` is sure. */
export type KubeObject = {
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { kind: string; name: string; controller?: boolean }[];
    creationTimestamp?: string;
  };
  spec?: Json;
  status?: Json;
  [field: string]: unknown;
};

/** Something of unknown shape: custom resources hold whatever their author wrote. */
export type Json = { readonly [key: string]: unknown };

/** The text, or `undefined` for anything else. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The finite number, or `undefined` for anything else. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : undefined;
}

/** A port is a number or the name of one. */
export function asPort(value: unknown): number | string | undefined {
  return asNumber(value) ?? (asText(value) || undefined);
}

/** The object, or an empty one for anything else. */
export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

/** The objects of a list, or none for anything else. */
export function asObjects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}

/** The texts of a list, or none for anything else. */
export function asTexts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

/** Epoch milliseconds of an RFC 3339 time; none before 1970, where only mistakes lie. */
export function asTimeMs(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  return ms >= 0 ? ms : undefined;
}

/** Labels that are texts. */
export function labelsOf(object: KubeObject): Record<string, string> {
  return textsOf(object.metadata.labels);
}

/** When it was made. */
export function createdMsOf(object: KubeObject): number | undefined {
  return asTimeMs(object.metadata.creationTimestamp);
}

/** What every object is shown with: its labels and when it was made. */
export function commonOf(object: KubeObject): Json {
  return { labels: labelsOf(object), createdMs: createdMsOf(object) };
}

/** The entries whose value is a text. */
export function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asObject(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** The controller of an object, if it has one. */
export function ownerOf(
  object: KubeObject,
): { kind: string; name: string } | undefined {
  const owner = object.metadata.ownerReferences?.find(o => o.controller);
  return owner && { kind: owner.kind, name: owner.name };
}
