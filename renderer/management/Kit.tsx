import { ConfigProvider, theme as kit } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import zhTW from 'antd/locale/zh_TW'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import 'dayjs/locale/zh-tw'
import { useMemo, useSyncExternalStore, type ReactNode, type RefObject } from 'react'
import type { Language } from '#shared/bridge/contract.ts'
import { useWork } from '../workstation/app/context.ts'
import { themeOf, type Shade } from './theme.ts'

const LOCALES = {
  'zh-CN': { kit: zhCN, days: 'zh-cn' },
  'zh-TW': { kit: zhTW, days: 'zh-tw' },
  en: { kit: enUS, days: 'en' },
} as const satisfies Record<Language, unknown>

/** Of this load (electron/security/csp.ts); the icons make their style sheet by themselves. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

const CSP = { nonce }
const ALGORITHM = { light: kit.defaultAlgorithm, dark: kit.darkAlgorithm } as const

/** Ant Design with our looks, language and shade, all switched live. It is used nowhere else. */
export function Kit({
  container,
  children,
}: {
  /** Holds what opens over the section, so that it goes and comes back with the management. */
  readonly container: RefObject<HTMLElement | null>
  readonly children: ReactNode
}) {
  const language = useWork((state) => state.app?.language ?? 'zh-CN')
  const shade = useShade()
  const motion = !useMedia('(prefers-reduced-motion: reduce)')
  const looks = useMemo(() => themeOf(shade, ALGORITHM[shade], motion), [shade, motion])
  dayjs.locale(LOCALES[language].days)
  const holder = () => container.current ?? document.body
  return (
    <ConfigProvider
      theme={looks}
      csp={CSP}
      locale={LOCALES[language].kit}
      getPopupContainer={holder}
      wave={{ disabled: true }}
      modal={{ centered: true }}
      button={{ autoInsertSpace: false }}
      form={{ requiredMark: false }}
    >
      {children}
    </ConfigProvider>
  )
}

function useShade(): Shade {
  const theme = useWork((state) => state.app?.theme ?? 'system')
  const dark = useMedia('(prefers-color-scheme: dark)')
  return theme === 'system' ? (dark ? 'dark' : 'light') : theme
}

function useMedia(query: string): boolean {
  const [subscribe, read] = useMemo(() => {
    const media = matchMedia(query)
    return [
      (listener: () => void) => {
        media.addEventListener('change', listener)
        return () => media.removeEventListener('change', listener)
      },
      () => media.matches,
    ] as const
  }, [query])
  return useSyncExternalStore(subscribe, read)
}
