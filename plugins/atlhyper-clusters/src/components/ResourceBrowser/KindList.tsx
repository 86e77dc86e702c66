import ButtonBase from '@material-ui/core/ButtonBase';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ResourceKind,
  ResourceKindsResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { groupByKind, kindName } from '../../resources/kindNames';
import { atlhyperClustersTranslationRef } from '../../translation';

type KindCount = ResourceKindsResponse['kinds'][number];

const useStyles = makeStyles(theme => ({
  groups: {
    background: theme.palette.background.paper,
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    padding: theme.spacing(1),
  },
  list: { listStyle: 'none', margin: theme.spacing(0, 0, 1), padding: 0 },
  kind: {
    ...theme.typography.body2,
    display: 'flex',
    width: '100%',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    borderRadius: theme.shape.borderRadius,
    textAlign: 'left',
    '&:hover, &:focus-visible': { background: theme.palette.action.hover },
    '&[aria-current]': {
      background: theme.palette.action.selected,
      fontWeight: 600,
    },
  },
  count: { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  group: { padding: theme.spacing(0.5, 1) },
}));

/** How many objects there are, or why that is not known. */
function useCountText() {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  return ({ count, source }: KindCount) => {
    if (count > 0 || source?.state === 'ok') {
      const failing = source?.state === 'failing' && t('kinds.failing');
      return [format.count(count), failing].filter(Boolean).join(', ');
    }
    switch (source?.state) {
      case 'not_available':
        return t('kinds.notServed');
      case undefined:
        return t('kinds.notWatched');
      default:
        return t(`source.${source!.state}`);
    }
  };
}

/** The kinds of one cluster with their counts, to choose one from. */
export const KindList = (props: {
  kinds: KindCount[];
  chosen: ResourceKind;
  onChoose: (kind: ResourceKind) => void;
}) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const classes = useStyles();
  const countText = useCountText();
  return (
    <nav aria-label={t('kinds.label')} className={classes.groups}>
      {groupByKind(props.kinds).map(({ group, members }) => (
        <div key={group}>
          <Typography
            variant="overline"
            component="h3"
            className={classes.group}
          >
            {t(`kinds.${group}`)}
          </Typography>
          <ul className={classes.list}>
            {members.map(one => (
              <li key={one.kind}>
                <ButtonBase
                  className={classes.kind}
                  aria-current={one.kind === props.chosen ? 'true' : undefined}
                  onClick={() => props.onChoose(one.kind)}
                >
                  <span>{kindName(one.kind)}</span>{' '}
                  <span className={classes.count}>{countText(one)}</span>
                </ButtonBase>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
};
