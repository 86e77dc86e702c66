import { useContext } from 'react';
import Card from '@material-ui/core/Card';
import CardContent from '@material-ui/core/CardContent';
import MuiLink from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import BackIcon from '@material-ui/icons/ArrowBack';
import LockIcon from '@material-ui/icons/LockOutlined';
import { Link, useParams } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SLO_WINDOWS } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  atlhyperReactTranslationRef,
  usePageTitle,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { SloPagePathContext } from '../../hooks/SloPagePathContext';
import { useShownWindow } from '../../hooks/shownWindow';
import { useListState } from '../../hooks/useListState';
import { itemName, type SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { Toolbar } from '../list/Toolbar';
import { ItemDetailContent, useItemDetails } from './ItemDetail';

const useStyles = makeStyles(theme => ({
  title: { overflowWrap: 'anywhere', margin: theme.spacing(1, 0, 2) },
  lock: { marginLeft: theme.spacing(1), verticalAlign: 'middle' },
}));

/** The item that the page's address names. */
function useAddressedItem(): SloItem {
  const { domain, cluster = '', namespace = '', service = '' } = useParams();
  const state = useListState();
  return domain === undefined
    ? { kind: 'service', cluster, namespace, service }
    : { kind: 'domain', domain, cluster: state.cluster || undefined };
}

/** The page of one domain or one service. */
export const ItemPage = () => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const base = useContext(SloPagePathContext) ?? '/';
  const state = useListState();
  const item = useAddressedItem();
  const window = useShownWindow();
  const polled = useItemDetails(item);
  const isDomain = item.kind === 'domain';
  const { t: tStatus } = useTranslationRef(atlhyperReactTranslationRef);
  const { status } = polled.value?.judgement ?? {};
  usePageTitle(
    status && tStatus(`status.${status}`),
    itemName(item),
    t('page.title'),
  );
  const search = new URLSearchParams({
    ...(window !== 'own' && { window }),
    ...(state.cluster && { cluster: state.cluster }),
    ...(!isDomain && { tab: 'services' }),
  }).toString();
  return (
    <>
      <MuiLink component={Link} to={{ pathname: base, search }}>
        <BackIcon fontSize="inherit" aria-hidden />{' '}
        {t(isDomain ? 'detail.allDomains' : 'detail.allServices')}
      </MuiLink>
      <Typography variant="h4" component="h2" className={classes.title}>
        {itemName(item)}
        {polled.value?.tls && (
          <LockIcon className={classes.lock} titleAccess={t('table.tls')} />
        )}
        <Typography variant="body2" component="div">
          {t('detail.clusters', {
            clusters: polled.value?.clusters.join(', ') ?? '–',
          })}
        </Typography>
      </Typography>
      <Toolbar
        window={polled.value?.window ?? window}
        windows={SLO_WINDOWS}
        onWindow={state.setWindow}
        cluster={state.cluster}
        onCluster={isDomain ? state.setCluster : undefined}
        polled={polled}
      />
      <PolledContent polled={polled}>
        {details => (
          <Card>
            <CardContent>
              <ItemDetailContent details={details} />
            </CardContent>
          </Card>
        )}
      </PolledContent>
    </>
  );
};
