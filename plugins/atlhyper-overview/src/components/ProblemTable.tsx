import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SloJudgement } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataList,
  EntityRefs,
  StatusLabel,
  shortRef,
  useEntityLink,
  useFormatters,
  useReasonTexts,
  type Claim,
  type ListColumn,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperOverviewTranslationRef } from '../translation';

/** A domain or service that is not well. */
export type Problem = {
  /** Its entity key. */
  entity: string;
  name: string;
  judgement: SloJudgement;
  /** Whose it is. */
  claims: Claim[];
};

/** What is not well, why, since when and whose it is; in the order given. */
export const ProblemTable = (props: {
  list: string;
  label: string;
  nameTitle: string;
  problems: readonly Problem[];
}) => {
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  const format = useFormatters();
  const { reasons } = useReasonTexts();
  const entityLink = useEntityLink();
  const ownersOf = ({ claims }: Problem) => claims.flatMap(one => one.owners);
  const refsOf = ({ claims }: Problem) => claims.map(one => one.ref);
  const columns: ListColumn<Problem>[] = [
    {
      id: 'name',
      title: props.nameTitle,
      value: problem => problem.name,
      to: problem => entityLink(problem.entity),
    },
    {
      id: 'status',
      title: t('slo.status'),
      wraps: true,
      cell: ({ judgement }) => (
        <>
          <StatusLabel status={judgement.status} reasons={judgement.reasons} />
          {reasons(judgement).map(reason => (
            <Typography
              key={reason}
              variant="caption"
              color="textSecondary"
              component="div"
            >
              {reason}
            </Typography>
          ))}
        </>
      ),
    },
    {
      id: 'since',
      title: t('slo.since'),
      value: ({ judgement }) => judgement.sinceMs,
      cell: ({ judgement }) => format.dateTime(judgement.sinceMs),
    },
    {
      id: 'component',
      wraps: true,
      title: t('slo.component'),
      value: problem => refsOf(problem).map(shortRef).join(', ') || undefined,
      cell: problem => <EntityRefs refs={refsOf(problem)} />,
    },
    {
      id: 'owner',
      wraps: true,
      title: t('slo.owner'),
      value: problem => ownersOf(problem).map(shortRef).join(', ') || undefined,
      cell: problem => <EntityRefs refs={ownersOf(problem)} />,
    },
  ];
  return (
    <DataList
      list={props.list}
      label={props.label}
      columns={columns}
      rows={props.problems}
      rowId={problem => problem.entity}
    />
  );
};
