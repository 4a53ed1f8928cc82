import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ErrorCode } from '#shared/protocol/codes.ts'

/**
 * Plain numbers that the hot paths add to; the registry reads them when it is scraped. No label holds
 * a name, an id or a word of anyone.
 */
export class Metrics {
  readonly registry = new Registry()
  connections = 0
  lagging = 0
  framesIn = 0
  framesOut = 0
  bytesOut = 0
  messagesStored = 0
  eventsDelivered = 0
  resumed = 0
  snapshots = 0
  resets = 0
  closedSlow = 0
  readonly #latency: Histogram
  readonly #errors: Counter<'code'>
  readonly #requests: Counter<'route' | 'status'>

  constructor() {
    const registers = [this.registry]
    const counter = (name: string, help: string, read: () => number) =>
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset()
          this.inc(read())
        },
      })
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    gauge('xiaoer_connections', 'Open websockets', () => this.connections)
    gauge(
      'xiaoer_sessions_following',
      'Sessions that get rows as they come',
      () => this.connections - this.lagging,
    )
    gauge('xiaoer_sessions_lagging', 'Sessions pumped from the log', () => this.lagging)
    counter('xiaoer_frames_in_total', 'Frames received', () => this.framesIn)
    counter('xiaoer_websocket_messages_out_total', 'Messages sent', () => this.framesOut)
    counter('xiaoer_websocket_bytes_out_total', 'Text sent (UTF-16 units)', () => this.bytesOut)
    counter('xiaoer_messages_stored_total', 'Messages committed', () => this.messagesStored)
    counter('xiaoer_events_delivered_total', 'Events given to viewers', () => this.eventsDelivered)
    counter('xiaoer_sessions_resumed_total', 'Hellos that resumed', () => this.resumed)
    counter('xiaoer_snapshots_total', 'Snapshots given', () => this.snapshots)
    counter('xiaoer_resets_total', 'Views begun anew', () => this.resets)
    counter('xiaoer_closed_too_slow_total', 'Clients that did not read', () => this.closedSlow)
    gauge('xiaoer_heap_bytes', 'JavaScript heap used', () => process.memoryUsage().heapUsed)
    gauge('xiaoer_resident_bytes', 'Resident memory', () => process.memoryUsage.rss())
    gauge('xiaoer_cpu_seconds', 'Processor time, user and system', () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    })
    this.#latency = new Histogram({
      name: 'xiaoer_commit_seconds',
      help: 'From the arrival of a send or command to its durable answer',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    })
    this.#errors = new Counter({
      name: 'xiaoer_errors_total',
      help: 'Error frames by code',
      labelNames: ['code'],
      registers,
    })
    this.#requests = new Counter({
      name: 'xiaoer_http_requests_total',
      help: 'HTTP requests',
      labelNames: ['route', 'status'],
      registers,
    })
  }

  committed(ms: number): void {
    this.#latency.observe(ms / 1000)
  }

  error(code: ErrorCode): void {
    this.#errors.inc({ code })
  }

  request(route: string, status: number): void {
    this.#requests.inc({ route, status: String(status) })
  }
}
