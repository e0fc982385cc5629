"""The 256 words in which a key's fingerprint is read aloud. No logic here, and the order is frozen.

Everyday words of two characters, no two with the same sound even without tones, so that they survive a
telephone. Changing or reordering the list changes every fingerprint that was ever written down.
"""

_TABLE = """
    苹果 香蕉 葡萄 西瓜 草莓 樱桃 柠檬 菠萝 核桃 花生 白菜 萝卜 黄瓜 茄子 土豆 南瓜
    豆腐 蘑菇 辣椒 大蒜 面包 馒头 饺子 米饭 鸡蛋 牛奶 蜂蜜 白糖 酱油 食盐 茶叶 咖啡
    月饼 粽子 油条 豆浆 火腿 香肠 饼干 糖果 老虎 狮子 大象 猴子 熊猫 兔子 绵羊 骆驼
    松鼠 刺猬 狐狸 蜻蜓 蝴蝶 蜜蜂 蚂蚁 青蛙 乌龟 鲤鱼 海豚 鲸鱼 企鹅 孔雀 鸽子 麻雀
    燕子 喜鹊 鹦鹉 蜗牛 螃蟹 龙虾 河马 犀牛 斑马 袋鼠 公鸡 水牛 骏马 蟋蟀 桌子 椅子
    沙发 衣柜 台灯 窗帘 地毯 枕头 被子 毛巾 牙刷 肥皂 梳子 镜子 雨伞 手表 闹钟 钥匙
    钱包 书包 铅笔 钢笔 橡皮 直尺 剪刀 胶水 信封 邮票 日历 地图 报纸 字典 黑板 粉笔
    算盘 电话 冰箱 风扇 水壶 饭碗 筷子 勺子 盘子 茶杯 酒瓶 锅盖 菜刀 案板 灯泡 蜡烛
    火柴 锤子 钉子 锯条 斧头 扳手 螺丝 绳索 梯子 水桶 扫帚 拖把 衬衫 毛衣 裤子 裙子
    帽子 围巾 手套 袜子 皮鞋 纽扣 口袋 眼镜 项链 戒指 棉花 丝绸 羽毛 汽车 火车 飞机
    轮船 卡车 轮胎 车站 码头 机场 桥梁 隧道 公路 铁轨 路灯 站台 邮局 银行 医院 学校
    工厂 商店 公园 广场 食堂 宿舍 操场 球场 剧院 书店 药房 菜园 果园 麦田 稻谷 玉米
    高粱 竹林 太阳 月亮 星星 云朵 彩虹 闪电 雷雨 雪花 冰雹 露珠 春天 夏季 秋风 冬至
    早晨 中午 傍晚 深夜 昨天 明年 高山 河流 湖泊 海洋 沙漠 草原 森林 岛屿 瀑布 泉水
    岩石 泥土 沙滩 悬崖 峡谷 田野 村庄 城墙 宝塔 石桥 柳枝 桃花 荷叶 梅花 菊花 牡丹
    玫瑰 兰草 竹笋 枫叶 梧桐 银杏 小麦 芦苇 种子 树根 足球 篮球 游泳 跑步 跳绳 象棋
"""

WORDS: tuple[str, ...] = tuple(_TABLE.split())
