import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import * as world from './demoWorld.mjs'

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** Serves the built pages, and each address that only their router knows with the one page. */
export async function servePages(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://x').pathname)
    const file = extname(path) ? path : '/index.html'
    try {
      const body = await readFile(join(folder, file))
      response.writeHead(200, {
        'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

/** Answers REST from the demo world. `empty`: a new user's; `logLines`: how long logs are. */
export async function answerApi(page, { empty = false, failing = false, logLines = 120 } = {}) {
  const some = (rows) => (empty ? [] : rows)
  const answers = [
    [
      '/api/settings',
      () => ({ realtime_url: 'http://127.0.0.1:1', anon_key: 'anon', local_profile: true }),
    ],
    ['/api/local/users', () => world.users],
    [
      '/api/local/sign-in',
      () => ({ access_token: 'demo', expires_at: Date.now() / 1000 + 3600, user: world.user }),
    ],
    ['/api/jobs/[^/]+/logs', (url) => logPage(url, logLines)],
    ['/api/jobs/[^/]+/details', () => world.details],
    ['/api/jobs/[^/]+', (url) => world.jobs.find((job) => url.pathname.endsWith(job.id))],
    ['/api/jobs', () => ({ items: some(world.jobs), next_cursor: empty ? null : 'more' })],
    ['/api/workers', () => some(world.tendrils)],
    ['/api/vineyards', () => some(world.vineyards)],
    ['/api/vines', () => some(world.vines)],
    [
      '/api/tendrils/registration-tokens',
      () => ({
        token: 'vtr_5Hk2…shown-once…9Qx',
        expires_at: new Date(Date.now() + 3.6e6).toISOString(),
      }),
    ],
  ].map(([pattern, answer]) => [new RegExp(`^${pattern}$`), answer])
  await page.route('**/api/**', (route) => {
    const url = new URL(route.request().url())
    if (failing && !/settings|local/.test(url.pathname)) {
      return route.fulfill({
        status: 503,
        json: { code: 'unavailable', detail: 'The database is starting.' },
      })
    }
    const found = answers.find(([pattern]) => pattern.test(url.pathname))
    const body = found?.[1](url)
    return body === undefined
      ? route.fulfill({
          status: 404,
          json: { code: 'not-found', detail: 'There is no such thing.' },
        })
      : route.fulfill({ json: body })
  })
}

function logPage(url, lines) {
  const jobId = url.pathname.split('/')[3]
  const after = Number(url.searchParams.get('after') ?? 0)
  const all = world.logOf(jobId, lines).filter((chunk) => chunk.id > after)
  const items = all.slice(0, Number(url.searchParams.get('limit') ?? 500))
  return { items, next_after: items.at(-1)?.id ?? after }
}

/** A gateway of the fewest words: joins, heartbeats, and changes that the caller sends. */
export async function answerRealtime(page) {
  const sockets = new Set()
  const joins = []
  let down = false
  await page.routeWebSocket(/realtime\/v1\/websocket/, (socket) => {
    if (down) return void socket.close({ code: 1012 })
    const topics = new Map()
    sockets.add({ socket, topics })
    socket.onMessage((text) => {
      const [joinRef, ref, topic, event, payload] = JSON.parse(text)
      let response = {}
      if (event === 'phx_join') {
        const bindings = payload.config.postgres_changes.map((it, index) => ({
          ...it,
          id: index + 1,
        }))
        topics.set(topic, bindings)
        joins.push({ topic, token: payload.access_token })
        response = { postgres_changes: bindings }
      }
      if (event === 'phx_leave') topics.delete(topic)
      if (event !== 'access_token') {
        socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response }]))
      }
    })
    socket.onClose(() => sockets.clear())
  })
  return {
    joins,
    send(table, type, record) {
      for (const { socket, topics } of sockets) {
        for (const [topic, bindings] of topics) {
          const ids = bindings
            .filter((it) => it.table === table && (it.event === '*' || it.event === type))
            .map((it) => it.id)
          if (ids.length === 0) continue
          const data = {
            type,
            schema: 'public',
            table,
            columns: [],
            record,
            commit_timestamp: null,
            errors: null,
          }
          socket.send(JSON.stringify([null, null, topic, 'postgres_changes', { ids, data }]))
        }
      }
    },
    /** Closes every socket; until `up`, new ones are closed too. */
    async drop() {
      down = true
      for (const { socket } of sockets) await socket.close({ code: 1012 })
      sockets.clear()
    },
    up() {
      down = false
    },
  }
}
