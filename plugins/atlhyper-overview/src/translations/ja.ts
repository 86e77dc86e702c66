export default {
  'page.title': '概要',
  'page.subtitle': 'バジェットを消費しているものと壊れているもの、深刻な順',
  'clusters.title': 'クラスター',
  'clusters.connected': '接続中',
  'clusters.disconnected': 'エージェントから応答がなく、新しい情報はありません',
  'clusters.never': 'エージェントはまだ接続していません',
  'clusters.quiet': '閲覧できる範囲で発報中のアラートはありません',
  'clusters.critical_one': '重大なアラート {{count}} 件',
  'clusters.critical_other': '重大なアラート {{count}} 件',
  'clusters.warning_one': '警告 {{count}} 件',
  'clusters.warning_other': '警告 {{count}} 件',
  'clusters.none':
    '接続されたクラスターはまだありません。登録してエージェントを起動してください。手順は README にあります。',
  'domains.title': 'ドメイン',
  'domains.name': 'ドメイン',
  'domains.allWell':
    '判定できる範囲で、目標を外した、または外しそうなドメインはありません。',
  'domains.none': '既知のドメインはまだありません。',
  'services.title': 'サービス',
  'services.name': 'サービス',
  'services.allWell':
    '判定できる範囲で、目標を外した、または外しそうなサービスはありません。',
  'services.none': 'メッシュのサービスはまだ知られていません。',
  'slo.status': '状態',
  'slo.since': '開始',
  'slo.component': 'コンポーネント',
  'slo.owner': '所有者',
  'slo.counts':
    '全 {{total}} 件: 重大 {{critical}}、警告 {{warning}}、危険 {{atRisk}}、データなし {{noData}}',
  'slo.more': 'すべて見る',
  'broken.title': 'ノード、Pod、ワークロード',
  'broken.description': '発報中のアラート',
  'broken.ofNamespaces': 'サービスの名前空間で発報中のアラート',
  'broken.newest': '最新の {{shown}} 件。ほかにも発報中です。',
  'broken.none':
    'エージェントの報告では、ノード、Pod、ワークロードのアラートはありません。',
  'nothing.title': '対応付けがありません',
  'nothing.entity':
    'この下のエンティティは、ドメインもサービスも指定していません。atlhyper.io/domains か atlhyper.io/services の注釈を付けてください。',
};
