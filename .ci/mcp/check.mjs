// Lists and calls every tool of a desk, with the client of the protocol's TypeScript SDK: `node check.mjs PROGRAM ADDRESS TOKEN`.
// The client checks each result by the schema that the tool promises.
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [program, address, token] = process.argv.slice(2);
const pause = () => new Promise((resolve) => setTimeout(resolve, 200));

async function connected(transport) {
  const client = new Client({ name: 'check', version: '1' });
  await client.connect(transport);
  return client;
}

async function call(client, name, args) {
  const result = await client.callTool({ name, arguments: args });
  assert(!result.isError, `${name}: ${JSON.stringify(result.content)}`);
  assert.equal(result.content[0].text, result.structuredContent.said);
  console.log(`  ${name}: ${result.structuredContent.said}`);
  return result.structuredContent.data;
}

async function over(client, run) {
  for (;;) {
    const data = await call(client, 'status', { run });
    if (['done', 'failed', 'cancelled'].includes(data.state)) {
      assert.equal(data.state, 'done', JSON.stringify(data));
      return;
    }
    await pause();
  }
}

async function campaign(client, url) {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((tool) => tool.name), ['inspect', 'compile', 'bench', 'status', 'report', 'compare']);
  await call(client, 'inspect', { url });
  await call(client, 'compile', { url });
  const options = { vus: 2, iterations: 2, 'think-time': '0' };
  const first = await call(client, 'bench', { url, options });
  const second = await call(client, 'bench', { url, options });
  await over(client, first.id);
  await over(client, second.id);
  await call(client, 'status', {});
  await call(client, 'report', { run: first.id });
  await call(client, 'report', { run: first.id, format: 'json' });
  await call(client, 'compare', { baseline: first.id, run: second.id });
  const { resources } = await client.listResources();
  const { contents } = await client.readResource({ uri: resources[0].uri });
  assert(contents[0].text.startsWith('# '));
  const { resourceTemplates } = await client.listResourceTemplates();
  assert.equal(resourceTemplates.length, 4);
  const unknown = await client.callTool({ name: 'report', arguments: { run: 999999 } });
  assert(unknown.isError);
}

const authorization = { headers: { Authorization: `Bearer ${token}` } };
const demo = await (await fetch(`${address}/api/v1/runs`, authorization)).json();
const url = demo.items.at(-1).request.url;

console.log('by HTTP');
const byHttp = await connected(new StreamableHTTPClientTransport(new URL(`${address}/mcp`), { requestInit: authorization }));
await campaign(byHttp, url);
await byHttp.close();

console.log('by standard input and output');
const env = { ...process.env, PROMO_LOAD_DESK_TOKEN: token };
const byProgram = await connected(new StdioClientTransport({ command: program, args: ['mcp', '--desk', address], env }));
await campaign(byProgram, url);
await byProgram.close();

console.log('without a desk');
const alone = await connected(new StdioClientTransport({ command: program, args: ['mcp', '--private'] }));
assert.equal((await alone.listTools()).tools.length, 3);
await call(alone, 'inspect', { url });
assert((await alone.callTool({ name: 'bench', arguments: { url } })).isError);
await alone.close();
