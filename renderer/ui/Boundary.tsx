import { Component, type ReactNode } from 'react'

interface BoundaryProps {
  readonly onCaught: (error: unknown) => void
  /** Instead of what could not be drawn. */
  readonly fallback: ReactNode
  readonly children: ReactNode
}

/** What breaks while it is drawn takes down what is within, and nothing else. */
export class Boundary extends Component<BoundaryProps, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true }
  }

  override componentDidCatch(error: unknown): void {
    this.props.onCaught(error)
  }

  override render(): ReactNode {
    return this.state.broken ? this.props.fallback : this.props.children
  }
}
