import type { TFunction } from 'i18next'
import type { CourseItem } from '#shared/practice/courses.ts'

/** An item by its name; `title` null or empty: it has none but what it is. */
export function itemText(t: TFunction, item: CourseItem, title: string | null | undefined): string {
  if (item.kind === 'rush')
    return t('practiceClass:item.rush', { buyers: item.buyers, minutes: item.minutes })
  if (title) return title
  return item.kind === 'scenario' ? item.scenario : item.exam
}
