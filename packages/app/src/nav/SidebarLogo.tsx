import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles({
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: 12,
    height: sidebarConfig.logoHeight,
    marginTop: 16,
    marginBottom: 16,
    marginLeft: 22,
    color: '#fff',
    fontSize: 20,
    fontWeight: 700,
    whiteSpace: 'nowrap',
    '&:hover': { color: '#fff' },
  },
});

export const SidebarLogo = () => {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <Link to="/" underline="none" className={classes.link} aria-label="Home">
      <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
        <path
          d="M14 2 25 24h-5.4l-2.3-5h-6.6l-2.3 5H3Z M12.4 15h3.2L14 11.2Z"
          fill="#36baa2"
          fillRule="evenodd"
        />
        <circle cx="14" cy="3.5" r="2.5" fill="#f6a623" />
      </svg>
      {isOpen && 'AtlHyper'}
    </Link>
  );
};
