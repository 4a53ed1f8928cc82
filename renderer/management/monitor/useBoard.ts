import { useEffect, useState } from 'react'
import { useWorkstation } from '../../workstation/app/context.ts'
import { boardOf, steady, type Board } from './board.ts'

/** So often the board is made anew at most: a person reads no faster, and a busy shop changes each frame. */
const PAUSE = 400

/** The board of now; null while the first view has not come. */
export function useBoard(): Board | null {
  const { store } = useWorkstation()
  const read = () => {
    const { view, held } = store.getState()
    return view ? boardOf(view, held) : null
  }
  const keep = (before: Board | null) => {
    const next = read()
    return next && steady(before, next)
  }
  const [board, setBoard] = useState(read)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = store.subscribe((state, before) => {
      if (state.view === before.view && state.held === before.held) return
      timer ??= setTimeout(() => {
        timer = undefined
        setBoard(keep)
      }, PAUSE)
    })
    setBoard(keep)
    return () => {
      stop()
      clearTimeout(timer)
    }
    // oxlint-disable-next-line react/exhaustive-deps
  }, [store])
  return board
}
