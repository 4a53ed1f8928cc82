import { useState } from 'react'
import type { FileRef } from '#shared/protocol/model.ts'
import { fileAddress } from '../../ui/files.ts'

/** Of what was bought or asked about; a plain field where there is none, or it can't be shown. */
export function WarePicture({ file }: { readonly file: FileRef | null | undefined }) {
  const [failed, setFailed] = useState<string | null>(null)
  if (!file || failed === file.id) return <span className="order-picture" aria-hidden="true" />
  return (
    <img
      className="order-picture"
      src={fileAddress(file.id)}
      alt=""
      loading="lazy"
      onError={() => setFailed(file.id)}
    />
  )
}
