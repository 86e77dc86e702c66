/**
 * The lines of a text stream (UTF-8, `\n` or `\r\n`), the last one with or without its end.
 *
 * Node's readline would do, but drops lines that arrive before the first one is asked for.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
