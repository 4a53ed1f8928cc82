import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { backupFolderRequest, type BackupStatus, type RecoveryKey } from '#shared/backups/model.ts'
import { passwordAgain } from '#shared/protocol/api.ts'
import { BackupError } from '../backups/errors.ts'
import { Buckets } from './bucket.ts'
import { addressOf, type HttpContext } from './context.ts'
import { agentOf } from './gate.ts'
import { fail, read } from './replies.ts'

/** T7: the main account's screen of backups. */
export function backupRoutes(app: FastifyInstance, context: HttpContext): void {
  const { backups, desk, accounts } = context

  /** Where others have shops, too, the folder and the key to all of it are the operator's. */
  async function shown(): Promise<BackupStatus> {
    const status = await backups.status()
    return status.ownGateway ? status : { ...status, folder: null, sets: status.sets }
  }

  /** The password again, for what opens everything; null: answered already. */
  async function asked<T extends { readonly password: string }>(
    request: FastifyRequest,
    reply: FastifyReply,
    body: { value: T } | { problem: string },
  ): Promise<T | null> {
    if ('problem' in body) {
      void fail(reply, { code: 'bad_request', message: body.problem })
      return null
    }
    const { value } = body
    if (desk.shops.size !== 1) {
      void fail(reply, { code: 'not_allowed', message: 'it is for the operator of the gateway' })
      return null
    }
    const right = await accounts.askPassword(agentOf(request), value.password, addressOf(request))
    if (right.ok) return value
    void fail(reply, right.error)
    return null
  }

  app.get('/api/backups', async (_request, reply) => reply.send(await shown()))

  // Each reads all of the disk, where others have shops, too.
  const asking = new Buckets(1 / 600, 3)
  app.post('/api/backups', async (request, reply) => {
    if (!asking.take(agentOf(request).shop.id, context.monotonic()))
      return fail(reply, { code: 'rate_limited', message: 'too many', retryAfterMs: 600_000 })
    // It takes minutes: whoever asked looks on.
    backups.now().catch(() => undefined)
    return reply.send(await shown())
  })

  app.post('/api/backups/recovery', async (request, reply) => {
    if ((await asked(request, reply, read(passwordAgain, request.body))) === null) return reply
    return reply.send({ key: await backups.newRecovery() } satisfies RecoveryKey)
  })

  app.post('/api/backups/folder', async (request, reply) => {
    const value = await asked(request, reply, read(backupFolderRequest, request.body))
    if (value === null) return reply
    try {
      await backups.setFolder(value.folder === '' ? null : value.folder)
    } catch (error) {
      if (!(error instanceof BackupError)) throw error
      return fail(reply, { code: 'not_found', message: error.message })
    }
    return reply.send(await shown())
  })
}
