import MuiLink from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DataList,
  useSetUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import type { ItemDetails, ItemPart } from '../../model/itemDetails';
import { atlhyperSloTranslationRef } from '../../translation';
import { RouteNotes } from '../cells/RouteNotes';
import { useFigureColumns, type Judged } from '../cells/useFigureColumns';

const useStyles = makeStyles({
  path: { fontFamily: 'monospace', textAlign: 'left' },
});

const PartName = (props: { part: ItemPart }) => {
  const { part } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const set = useSetUrlState();
  const isShared = Boolean(part.route?.shared_service);
  return (
    <>
      {isShared ? (
        <span className={classes.path}>{part.label}</span>
      ) : (
        <MuiLink
          component="button"
          className={classes.path}
          title={t('parts.show', { name: part.label })}
          onClick={() => set({ part: part.id, section: undefined })}
        >
          {part.label}
        </MuiLink>
      )}
      {part.route && <RouteNotes route={part.route} />}
      {part.sources.map(source => (
        <Typography
          key={source}
          variant="caption"
          color="textSecondary"
          component="div"
        >
          {source}
        </Typography>
      ))}
    </>
  );
};

const judgedOf = (part: ItemPart): Judged => ({
  judgement: part.judgement,
  figures: part.current,
  mesh: part.mesh,
  level: part.subject.kind,
});

/** The paths of a domain with where they are defined, or the callers of a service. */
export const PartsSection = (props: {
  details: ItemDetails;
  parts: ItemPart[];
}) => {
  const { details, parts } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const figures = useFigureColumns(judgedOf);
  const isDomain = details.item.kind === 'domain';
  const name = t(isDomain ? 'section.parts' : 'section.callers');
  const measured = isDomain
    ? [figures.availability, figures.p95, figures.rate]
    : [
        figures.successRate,
        figures.p50,
        figures.p95,
        figures.p99,
        figures.rate,
        figures.mtls,
        figures.noResponse,
      ];
  return (
    <DataList
      list="parts"
      label={name}
      columns={[
        {
          id: 'name',
          title: name,
          value: part => part.label,
          cell: part => <PartName part={part} />,
        },
        figures.status,
        ...measured,
        figures.budget,
        figures.target,
      ]}
      rows={parts}
      rowId={part => part.id}
      tools={{ columns: true, csv: { name: 'slo-parts.csv' } }}
    />
  );
};
