import { setFileBase } from '../../ui/files.ts'
import { mount } from '../mount.tsx'
import { scenarioOf } from './data.ts'
import { FakeBridge } from './fake-bridge.ts'
import picture from './picture.svg?url'

// Every picture is the same one here.
setFileBase(`${picture}#`)
const bridge = new FakeBridge(scenarioOf(new URLSearchParams(location.search)))
const workstation = mount(bridge)
/** For the console and for scripts that drive the page. */
Object.assign(window, { dev: { bridge, workstation } })
