import type { OwnShop } from '../embedded/own-shop.ts'
import type { JsonFile } from '../json-file.ts'
import { type GatewayAddress, parseGatewayAddress, readable } from './gateway-address.ts'
import { GatewayHttp } from './gateway-http.ts'
import { type AccountBook, putGateway } from './saved-accounts.ts'

export interface GatewaysOptions {
  /** Of which kind they must be. */
  readonly practice: boolean
  readonly book: JsonFile<AccountBook>
  readonly own: OwnShop
}

/** The gateways that this computer knows: its own, and those that were joined. */
export class Gateways {
  readonly #options: GatewaysOptions

  constructor(options: GatewaysOptions) {
    this.#options = options
  }

  /** `coming`: it is being started; `address` is a guess until then. */
  line(address: GatewayAddress, coming?: Promise<GatewayAddress>): GatewayHttp {
    return new GatewayHttp(address, this.#options.practice, coming)
  }

  /** Null: the shop on this computer, which is started where it is not. */
  async address(gateway: string | null): Promise<GatewayAddress> {
    const { own, book } = this.#options
    if (gateway === null) {
      const { url } = await own.start()
      return { urls: [url], fingerprint: null, shop: null }
    }
    const known = book.get().gateways.find((entry) => entry.address === gateway)
    return known ? copy(known) : parseGatewayAddress(gateway)
  }

  /** Makes a gateway known, if it answers. The address is what signing in asks for. */
  async join(code: string): Promise<{ gateway: string; shopName: string | null }> {
    const address = parseGatewayAddress(code)
    const http = this.line(address)
    try {
      let shopName: string | null = null
      if (address.shop === null) await http.health()
      else shopName = (await http.shop(address.shop)).name
      const name = readable(address)
      this.#options.book.update((value) => putGateway(value, { address: name, ...copy(address) }))
      return { gateway: name, shopName }
    } finally {
      http.close()
    }
  }
}

function copy({ urls, fingerprint, shop }: GatewayAddress): {
  urls: string[]
  fingerprint: string | null
  shop: string | null
} {
  return { urls: [...urls], fingerprint, shop }
}
