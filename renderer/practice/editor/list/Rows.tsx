import { Button, Dropdown, Tag } from 'antd'
import { BookOpen, Copy, Download, Ellipsis, FilePen, Trash2 } from 'lucide-react'
import type { ScenarioView } from '#shared/practice/api.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { useTimes } from '../../../workstation/app/times.ts'

interface RowsProps {
  readonly kind: 'own' | 'bundled'
  readonly scenarios: readonly ScenarioView[]
  /** Only some are shown: what is not there may be somewhere. */
  readonly searching: boolean
  readonly onOpen: (scenario: ScenarioView) => void
  readonly onCopy: (scenario: ScenarioView) => void
  readonly onSave: (scenario: ScenarioView) => void
  readonly onRemove: (scenario: ScenarioView) => void
}

export function Rows({ kind, scenarios, searching, ...acts }: RowsProps) {
  const { t } = useTranslation()
  return (
    <section className="shelf" aria-labelledby={`shelf-${kind}`}>
      <h2 id={`shelf-${kind}`}>
        {t(`practiceEditor:${kind}`)} <span className="count tabular">{scenarios.length}</span>
      </h2>
      {scenarios.length === 0 ? (
        <p className="dim shelf-empty">
          {t(searching ? 'practiceEditor:noneFound' : 'practiceEditor:ownEmpty')}
        </p>
      ) : (
        <ul className="shelf-rows">
          {scenarios.map((scenario) => (
            <Row key={scenario.id} scenario={scenario} {...acts} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Row({
  scenario,
  onOpen,
  onCopy,
  onSave,
  onRemove,
}: { readonly scenario: ScenarioView } & Omit<RowsProps, 'kind' | 'scenarios' | 'searching'>) {
  const { t } = useTranslation()
  const times = useTimes()
  const { title, summary, skills, level, minutes, buyers, own, updatedAt, by } = scenario
  const Mark = own ? FilePen : BookOpen
  return (
    <li>
      <Mark size={16} aria-hidden="true" className="shelf-mark" />
      <button type="button" className="shelf-name" onClick={() => onOpen(scenario)}>
        <strong className="clip">{title}</strong>
        <span className="dim clip">{summary}</span>
      </button>
      <span className="shelf-skills">
        {skills.slice(0, 2).map((skill) => (
          <Tag key={skill} variant="outlined">
            {t(`practice:skill.${skill}`)}
          </Tag>
        ))}
      </span>
      <span className="dim tabular shelf-about">
        {t('practiceEditor:about', { level, minutes, count: buyers })}
      </span>
      <span className="dim clip shelf-by">
        {updatedAt === null
          ? ''
          : t('practiceEditor:by', { nick: by, when: times.short(updatedAt) })}
      </span>
      <Button size="small" onClick={() => onOpen(scenario)}>
        {t(own ? 'practiceEditor:open' : 'practiceEditor:openCopy')}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'copy', icon: <Copy size={14} />, label: t('practiceEditor:copy') },
            { key: 'save', icon: <Download size={14} />, label: t('practiceEditor:export') },
            ...(own
              ? [
                  { type: 'divider' as const },
                  {
                    key: 'remove',
                    danger: true,
                    icon: <Trash2 size={14} />,
                    label: t('practiceEditor:remove'),
                  },
                ]
              : []),
          ],
          onClick: ({ key }) => {
            if (key === 'copy') onCopy(scenario)
            else if (key === 'save') onSave(scenario)
            else onRemove(scenario)
          },
        }}
      >
        <Button
          size="small"
          type="text"
          icon={<Ellipsis size={16} />}
          aria-label={t('practiceEditor:more', { title })}
        />
      </Dropdown>
    </li>
  )
}
