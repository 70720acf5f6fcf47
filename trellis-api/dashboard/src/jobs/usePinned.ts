import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
  type WheelEvent,
} from 'react'

const BOTTOM_PX = 12
const UPWARDS = ['ArrowUp', 'PageUp', 'Home']

/**
 * Keeps a growing list at its end until the reader scrolls up, and again once they are back at the
 * end. `size` is whatever changes when the list grows.
 */
export function usePinned(element: RefObject<HTMLElement | null>, size: unknown) {
  const [pinned, setPinned] = useState(true)
  const lastTop = useRef(0)

  useLayoutEffect(() => {
    const list = element.current
    if (pinned && list) list.scrollTop = list.scrollHeight
  }, [element, pinned, size])

  /** A list that grew under an unmoved reader is not one that was scrolled up. */
  const onScroll = useCallback(() => {
    const list = element.current
    if (!list) return
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < BOTTOM_PX
    if (atEnd) setPinned(true)
    else if (list.scrollTop < lastTop.current) setPinned(false)
    lastTop.current = list.scrollTop
  }, [element])

  /** At once, for lines may arrive between the wheel and the scroll event that it causes. */
  const release = () => {
    if ((element.current?.scrollTop ?? 0) > 0) setPinned(false)
  }
  const handlers = {
    onScroll,
    onWheel: (event: WheelEvent) => {
      if (event.deltaY < 0) release()
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (UPWARDS.includes(event.key)) release()
    },
  }

  return { pinned, handlers, pin: () => setPinned(true), unpin: () => setPinned(false) }
}
