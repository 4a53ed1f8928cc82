import { createRequire } from 'node:module'
import { EventEmitter, once } from 'node:events'
import type DBus from 'dbus-next'

// dbus-next's decorators and `require` cycles do not survive as ESM.
const dbus = createRequire(import.meta.url)('dbus-next') as typeof DBus

export interface ShownNotification {
  readonly id: number
  readonly app: string
  readonly summary: string
  readonly body: string
}

/**
 * The notification service of this session's bus, as a desktop would run it: what the app shows is
 * observed here, and clicks go back from here.
 */
export class NotificationService {
  readonly shown: ShownNotification[] = []
  /** Ids of those that the app took back. */
  readonly closed: number[] = []
  readonly #events = new EventEmitter()
  readonly #bus: DBus.MessageBus
  readonly #face: InstanceType<ReturnType<typeof faceClass>>

  private constructor(bus: DBus.MessageBus) {
    this.#bus = bus
    const Face = faceClass()
    this.#face = new Face(
      (notification) => {
        this.shown.push(notification)
        this.#events.emit('shown', notification)
      },
      (id) => this.closed.push(id),
    )
  }

  static async start(): Promise<NotificationService> {
    const service = new NotificationService(dbus.sessionBus())
    service.#bus.export('/org/freedesktop/Notifications', service.#face)
    await service.#bus.requestName('org.freedesktop.Notifications', 0)
    return service
  }

  /** The first notification, from now or before, that fits. */
  async waitFor(
    fits: (notification: ShownNotification) => boolean,
    withinMs = 10_000,
  ): Promise<ShownNotification> {
    const signal = AbortSignal.timeout(withinMs)
    for (;;) {
      const found = this.shown.find(fits)
      if (found) return found
      await once(this.#events, 'shown', { signal })
    }
  }

  click(notification: ShownNotification): void {
    this.#face.ActionInvoked(notification.id, 'default')
  }

  stop(): void {
    this.#bus.disconnect()
  }
}

function faceClass() {
  class Face extends dbus.interface.Interface {
    readonly #tell: (notification: ShownNotification) => void
    readonly #closed: (id: number) => void
    #next = 1

    constructor(tell: (notification: ShownNotification) => void, closed: (id: number) => void) {
      super('org.freedesktop.Notifications')
      this.#tell = tell
      this.#closed = closed
    }

    GetCapabilities(): string[] {
      return ['body', 'actions', 'persistence']
    }

    GetServerInformation(): string[] {
      return ['xiaoer-test', 'xiaoer', '1', '1.2']
    }

    Notify(app: string, replaces: number, _icon: string, summary: string, body: string): number {
      const id = replaces || this.#next++
      this.#tell({ id, app, summary, body })
      return id
    }

    CloseNotification(id: number): void {
      this.#closed(id)
      this.NotificationClosed(id, 3)
    }

    NotificationClosed(id: number, reason: number): unknown[] {
      return [id, reason]
    }

    ActionInvoked(id: number, action: string): unknown[] {
      return [id, action]
    }
  }
  Face.configureMembers({
    methods: {
      GetCapabilities: { outSignature: 'as' },
      GetServerInformation: { outSignature: 'ssss' },
      Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
      CloseNotification: { inSignature: 'u' },
    },
    signals: {
      NotificationClosed: { signature: 'uu' },
      ActionInvoked: { signature: 'us' },
    },
  })
  return Face
}

/** The tray of this session's desktop: icons register here and are asked for what they show. */
export class TrayHost {
  readonly #bus: DBus.MessageBus
  readonly #items: string[] = []
  readonly #events = new EventEmitter()

  private constructor(bus: DBus.MessageBus) {
    this.#bus = bus
  }

  static async start(): Promise<TrayHost> {
    const host = new TrayHost(dbus.sessionBus())
    const Watcher = watcherClass()
    host.#bus.export(
      '/StatusNotifierWatcher',
      new Watcher(host.#items, () => host.#events.emit('item')),
    )
    await host.#bus.requestName('org.kde.StatusNotifierWatcher', 0)
    return host
  }

  /** The first icon that registered, from now or before. */
  async item(withinMs = 10_000): Promise<string> {
    const signal = AbortSignal.timeout(withinMs)
    for (;;) {
      const [first] = this.#items
      if (first !== undefined) return first
      await once(this.#events, 'item', { signal })
    }
  }

  /** What the icon says when one points at it. */
  async tip(item: string): Promise<string> {
    return JSON.stringify(await this.#property(item, 'ToolTip'))
  }

  /** The lines of the icon's menu, those of submenus included. */
  async menu(item: string): Promise<string[]> {
    return [...(await this.#lines(item)).keys()]
  }

  async choose(item: string, label: string): Promise<void> {
    const id = (await this.#lines(item)).get(label)
    if (id === undefined) throw new Error('no such line in the menu')
    await this.#menuCall(item, 'Event', 'isvu', [id, 'clicked', new dbus.Variant('i', 0), 0])
  }

  async #lines(item: string): Promise<Map<string, number>> {
    type Node = readonly [number, Record<string, DBus.Variant>, readonly DBus.Variant[]]
    const body = await this.#menuCall(item, 'GetLayout', 'iias', [0, -1, []])
    const lines = new Map<string, number>()
    const walk = ([id, properties, children]: Node) => {
      const label: unknown = properties['label']?.value
      if (typeof label === 'string') lines.set(label, id)
      for (const child of children) walk(child.value as Node)
    }
    walk(body[1] as Node)
    return lines
  }

  async #menuCall(
    item: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<unknown[]> {
    const [menu] = await this.#property(item, 'Menu')
    const reply = await this.#bus.call(
      new dbus.Message({
        destination: item.split('/')[0] ?? '',
        path: (menu as DBus.Variant<string>).value,
        interface: 'com.canonical.dbusmenu',
        member,
        signature,
        body,
      }),
    )
    return (reply?.body ?? []) as unknown[]
  }

  async #property(item: string, name: string): Promise<unknown[]> {
    const slash = item.indexOf('/')
    const destination = slash === -1 ? item : item.slice(0, slash)
    const reply = await this.#bus.call(
      new dbus.Message({
        destination,
        path: slash === -1 ? '/StatusNotifierItem' : item.slice(slash),
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: ['org.kde.StatusNotifierItem', name],
      }),
    )
    return (reply?.body ?? []) as unknown[]
  }

  stop(): void {
    this.#bus.disconnect()
  }
}

function watcherClass() {
  class Watcher extends dbus.interface.Interface {
    readonly #items: string[]
    readonly #changed: () => void

    constructor(items: string[], changed: () => void) {
      super('org.kde.StatusNotifierWatcher')
      this.#items = items
      this.#changed = changed
    }

    RegisterStatusNotifierItem(item: string): void {
      this.#items.push(item)
      this.#changed()
    }

    RegisterStatusNotifierHost(): void {}

    get RegisteredStatusNotifierItems(): string[] {
      return this.#items
    }

    get IsStatusNotifierHostRegistered(): boolean {
      return true
    }

    get ProtocolVersion(): number {
      return 0
    }
  }
  Watcher.configureMembers({
    methods: {
      RegisterStatusNotifierItem: { inSignature: 's' },
      RegisterStatusNotifierHost: { inSignature: 's' },
    },
    properties: {
      RegisteredStatusNotifierItems: { signature: 'as', access: dbus.interface.ACCESS_READ },
      IsStatusNotifierHostRegistered: { signature: 'b', access: dbus.interface.ACCESS_READ },
      ProtocolVersion: { signature: 'i', access: dbus.interface.ACCESS_READ },
    },
  })
  return Watcher
}

/** The screen saver of this session's desktop: the tests lock and unlock its screen. */
export class ScreenSaver {
  readonly #bus: DBus.MessageBus
  readonly #face: InstanceType<ReturnType<typeof saverClass>>

  private constructor(bus: DBus.MessageBus) {
    this.#bus = bus
    const Face = saverClass()
    this.#face = new Face()
  }

  /** Before the app, which looks for it once. */
  static async start(): Promise<ScreenSaver> {
    const saver = new ScreenSaver(dbus.sessionBus())
    saver.#bus.export('/org/freedesktop/ScreenSaver', saver.#face)
    await saver.#bus.requestName('org.freedesktop.ScreenSaver', 0)
    return saver
  }

  lock(on: boolean): void {
    this.#face.active = on
    this.#face.ActiveChanged(on)
  }

  stop(): void {
    this.#bus.disconnect()
  }
}

function saverClass() {
  class Saver extends dbus.interface.Interface {
    active = false

    constructor() {
      super('org.freedesktop.ScreenSaver')
    }

    GetActive(): boolean {
      return this.active
    }

    ActiveChanged(active: boolean): boolean {
      return active
    }
  }
  Saver.configureMembers({
    methods: { GetActive: { outSignature: 'b' } },
    signals: { ActiveChanged: { signature: 'b' } },
  })
  return Saver
}
