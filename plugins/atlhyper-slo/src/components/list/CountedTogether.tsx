import Box from '@material-ui/core/Box';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DomainsResponse,
  SloFigures,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { pathLabel } from '../../model/routeLabel';
import { atlhyperSloTranslationRef } from '../../translation';
import { IngressCells } from '../cells/FigureCells';
import { SortableHead } from './SortableHead';

const useStyles = makeStyles({
  service: { minWidth: 240, overflowWrap: 'anywhere' },
});

type Group = {
  cluster: string;
  service: string;
  note?: string;
  current: SloFigures;
};

/** Services whose requests belong to no single route, with why that is so. */
const GroupCard = (props: {
  title: string;
  description: string;
  groups: Group[];
}) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <Box mt={3}>
      <InfoCard title={props.title} subheader={props.description}>
        <TableContainer>
          <Table size="small" aria-label={props.title}>
            <SortableHead
              columns={[
                { label: t('unmapped.service') },
                { label: t('table.availability'), numeric: true },
                { label: t('table.p95'), numeric: true },
                { label: t('table.rate'), numeric: true },
              ]}
            />
            <TableBody>
              {props.groups.map(group => (
                <TableRow key={`${group.cluster} ${group.service}`}>
                  <TableCell
                    component="th"
                    scope="row"
                    role="rowheader"
                    className={classes.service}
                  >
                    {group.service}
                    <Typography
                      variant="caption"
                      color="textSecondary"
                      component="div"
                    >
                      {[group.cluster, group.note].filter(Boolean).join(' · ')}
                    </Typography>
                  </TableCell>
                  <IngressCells figures={group.current} />
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      </InfoCard>
    </Box>
  );
};

/** Traffic of several routes that cannot be told apart, and traffic that belongs to none. */
export const CountedTogether = (props: {
  response: Pick<DomainsResponse, 'shared' | 'unmapped'>;
  showUnmapped: boolean;
}) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const { shared, unmapped } = props.response;
  return (
    <>
      {shared.length > 0 && (
        <GroupCard
          title={t('shared.title')}
          description={t('shared.description')}
          groups={shared.map(service => ({
            ...service,
            note: t('shared.by', {
              routes: service.shared_by
                .map(route => route.domain + pathLabel(route))
                .join(', '),
            }),
          }))}
        />
      )}
      {props.showUnmapped && unmapped.length > 0 && (
        <GroupCard
          title={t('unmapped.title')}
          description={t('unmapped.description')}
          groups={unmapped.map(service => ({
            ...service,
            note: service.reason && t(`unmapped.reason.${service.reason}`),
          }))}
        />
      )}
    </>
  );
};
