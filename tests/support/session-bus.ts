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
  readonly #events = new EventEmitter()
  readonly #bus: DBus.MessageBus
  readonly #face: InstanceType<ReturnType<typeof faceClass>>

  private constructor(bus: DBus.MessageBus) {
    this.#bus = bus
    const Face = faceClass()
    this.#face = new Face((notification) => {
      this.shown.push(notification)
      this.#events.emit('shown', notification)
    })
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
    #next = 1

    constructor(tell: (notification: ShownNotification) => void) {
      super('org.freedesktop.Notifications')
      this.#tell = tell
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
