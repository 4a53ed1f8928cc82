import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'

/** In pixels of the picture. */
interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
interface CropProps {
  readonly blob: Blob
  readonly name: string
  readonly onDone: (file: File) => void
  readonly onClose: () => void
}

/** Smaller ones are a slip of the hand. */
const LEAST = 8
const STEP = 10

/** What of the screen is sent: drawn with the pointer, or moved (arrows) and sized (Shift+arrows) by keys. */
export function Crop({ blob, name, onDone, onClose }: CropProps) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useRef<ImageBitmap>(null)
  const begun = useRef<{ x: number; y: number } | null>(null)
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)
  const [area, setArea] = useState<Area | null>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    let gone = false
    createImageBitmap(blob).then(
      (bitmap) => {
        if (gone) bitmap.close()
        else {
          picture.current = bitmap
          setSize({ width: bitmap.width, height: bitmap.height })
        }
      },
      () => setFailed(true),
    )
    return () => {
      gone = true
      picture.current?.close()
      picture.current = null
    }
  }, [blob])

  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !size || !picture.current) return
    context.drawImage(picture.current, 0, 0)
    if (!area) return
    context.fillStyle = 'rgb(0 0 0 / 50%)'
    context.fillRect(0, 0, size.width, size.height)
    const { x, y, width, height } = area
    if (width > 0 && height > 0)
      context.drawImage(picture.current, x, y, width, height, x, y, width, height)
  }, [area, size])

  const at = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const within = (value: number, most: number) => Math.round(Math.max(0, Math.min(most, value)))
    return {
      x: within(((event.clientX - box.left) / box.width) * (size?.width ?? 0), size?.width ?? 0),
      y: within(((event.clientY - box.top) / box.height) * (size?.height ?? 0), size?.height ?? 0),
    }
  }
  const byKey = (event: React.KeyboardEvent) => {
    const step = {
      ArrowLeft: [-STEP, 0],
      ArrowRight: [STEP, 0],
      ArrowUp: [0, -STEP],
      ArrowDown: [0, STEP],
    }[event.key]
    if (!step || !size) return
    event.preventDefault()
    const [dx = 0, dy = 0] = step
    const now = area ?? { x: 0, y: 0, ...size }
    const clamp = (value: number, least: number, most: number) =>
      Math.max(least, Math.min(most, value))
    setArea(
      event.shiftKey
        ? {
            ...now,
            width: clamp(now.width + dx, LEAST, size.width - now.x),
            height: clamp(now.height + dy, LEAST, size.height - now.y),
          }
        : {
            ...now,
            x: clamp(now.x + dx, 0, size.width - now.width),
            y: clamp(now.y + dy, 0, size.height - now.height),
          },
    )
  }

  async function done(): Promise<void> {
    const source = picture.current
    if (!source || !size) return
    const { x, y, width, height } = area ?? { x: 0, y: 0, ...size }
    const cut = new OffscreenCanvas(width, height)
    cut.getContext('2d')?.drawImage(source, x, y, width, height, 0, 0, width, height)
    const png = await cut.convertToBlob({ type: 'image/png' })
    onDone(new File([png], name, { type: 'image/png' }))
  }
  return (
    <Dialog
      title={t('chats:composerBars.crop.title')}
      wide
      className="crop"
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          {area && (
            <Button onClick={() => setArea(null)}>{t('chats:composerBars.crop.whole')}</Button>
          )}
          <Button look="primary" disabled={!size} onClick={() => void done()}>
            {t('chats:composerBars.crop.add')}
          </Button>
        </>
      }
    >
      <p className="field-hint">
        {failed ? t('chats:message.imageFailed') : t('chats:composerBars.crop.hint')}
      </p>
      {size && (
        <canvas
          ref={canvas}
          className="crop-picture"
          width={size.width}
          height={size.height}
          tabIndex={0}
          role="img"
          aria-label={t('chats:composerBars.crop.picture', {
            width: area?.width ?? size.width,
            height: area?.height ?? size.height,
          })}
          onKeyDown={byKey}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            begun.current = at(event)
            setArea(null)
          }}
          onPointerMove={(event) => {
            const from = begun.current
            if (!from) return
            const to = at(event)
            setArea({
              x: Math.min(from.x, to.x),
              y: Math.min(from.y, to.y),
              width: Math.abs(to.x - from.x),
              height: Math.abs(to.y - from.y),
            })
          }}
          onPointerUp={() => {
            begun.current = null
            if (area && (area.width < LEAST || area.height < LEAST)) setArea(null)
          }}
        />
      )}
    </Dialog>
  )
}
