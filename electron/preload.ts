import { contextBridge, ipcRenderer } from 'electron/renderer'
import type {
  BridgeCallName,
  BridgeEventName,
  BridgeEvents,
  XiaoerBridge,
} from '#shared/bridge/contract.ts'

/** Both lists are complete by type: a name that the contract has and they lack doesn't compile. */
const calls: Readonly<Record<BridgeCallName, true>> = {
  'app.state': true,
  'app.dismissNotice': true,
  'app.kept': true,
  'settings.set': true,
  'kept.set': true,
  'search.shop': true,
  'phrases.list': true,
  'phrases.change': true,
  'phrases.used': true,
  'words.book': true,
  'words.change': true,
  'buyers.card': true,
  'orders.of': true,
  'orders.act': true,
  'orders.products': true,
  'orders.system': true,
  'orders.setSystem': true,
  'orders.import': true,
  'manage.identity': true,
  'manage.newIdentity': true,
  'manage.backups': true,
  'manage.backUpNow': true,
  'manage.recoveryKey': true,
  'manage.backupFolder': true,
  'windows.tearOff': true,
  'windows.putBack': true,
  'files.saveBytes': true,
  'files.screenshot': true,
  'setup.tryDemo': true,
  'setup.openShop': true,
  'setup.joinShop': true,
  'setup.invitation': true,
  'account.signIn': true,
  'account.signInSaved': true,
  'account.forgetSaved': true,
  'account.signOut': true,
  'account.offerSecondFactor': true,
  'account.confirmSecondFactor': true,
  'security.state': true,
  'security.offer': true,
  'security.confirm': true,
  'security.off': true,
  'security.recovery': true,
  'security.sessions': true,
  'security.endSessions': true,
  'security.changePassword': true,
  'security.alerts': true,
  'manage.secondFactor': true,
  'manage.secondFactorOff': true,
  'chats.start': true,
  'chats.page': true,
  'chats.send': true,
  'chats.retry': true,
  'chats.discard': true,
  'chats.command': true,
  'manage.openAccount': true,
  'manage.resetPassword': true,
  'manage.doctor': true,
  'manage.decisions': true,
  'manage.day': true,
  'manage.buyers': true,
  'manage.audit': true,
  'manage.erase': true,
  'manage.evidence': true,
  'manage.seals': true,
  'chats.unmask': true,
  'chats.trace': true,
  'chats.typing': true,
  'chats.inFront': true,
  'chats.probe': true,
  'drafts.set': true,
  'workspace.set': true,
  'search.messages': true,
  'files.upload': true,
  'files.save': true,
  'links.open': true,
  'app.crashed': true,
  'crashes.list': true,
  'crashes.show': true,
  'crashes.clear': true,
  'setup.showData': true,
  'setup.damage': true,
  'setup.restore': true,
  'practice.enter': true,
  'practice.start': true,
  'practice.renew': true,
  'practice.leave': true,
  'practice.ask': true,
  'practice.bring': true,
  'practice.brought': true,
  'practice.certificate': true,
}
const events: Readonly<Record<BridgeEventName, true>> = {
  'app.changed': true,
  'app.leaving': true,
  'chats.view': true,
  'chats.events': true,
  'chats.connection': true,
  'chats.outbox': true,
  'chats.typing': true,
  'chats.load': true,
  'chats.figures': true,
  'chats.drafts': true,
  'chats.kept': true,
  'files.progress': true,
  'shop.changed': true,
  'windows.changed': true,
  'sounds.play': true,
  'chats.open': true,
  'chats.suspend': true,
}

const bridge: XiaoerBridge = {
  call(name, ...argument) {
    if (!Object.hasOwn(calls, name)) {
      return Promise.resolve({
        ok: false,
        error: { code: 'bad_call', message: 'no such call' },
      })
    }
    return ipcRenderer.invoke(`call:${name}`, argument[0])
  },
  on<N extends BridgeEventName>(name: N, listener: (payload: BridgeEvents[N]) => void) {
    if (!Object.hasOwn(events, name)) return () => undefined
    // The event object itself stays here: through it a page could reach the sender.
    const heard = (_event: unknown, payload: BridgeEvents[N]) => listener(payload)
    ipcRenderer.on(`event:${name}`, heard)
    return () => {
      ipcRenderer.removeListener(`event:${name}`, heard)
    }
  },
}

contextBridge.exposeInMainWorld('xiaoer', bridge)
