<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AddressList</name>
    <message>
        <source>Others type one of these</source>
        <translation>别人输入其中任意一个</translation>
    </message>
    <message>
        <source>Without the program</source>
        <translation>没有本程序</translation>
    </message>
    <message>
        <source>A phone on this network scans the code and sees the room’s page in its browser, not encrypted.</source>
        <translation>这个网络上的手机扫描此码，就能在浏览器里看到房间的页面，未加密。</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation>
            <numerusform>再显示 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Archive</name>
    <message>
        <source>{name} was not exported</source>
        <translation>{name} 没有导出</translation>
    </message>
    <message>
        <source>{name} is exported</source>
        <translation>{name} 已导出</translation>
    </message>
    <message numerus="yes">
        <source>%n messages are in {path}.</source>
        <translation>
            <numerusform>%n 条消息已保存到 {path}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages were saved into a new one. The damaged file is kept: {path}</source>
        <translation>
            <numerusform>已把 %n 条消息存入新的历史记录。损坏的文件保留在：{path}</numerusform>
        </translation>
    </message>
    <message>
        <source>The history on this computer was damaged</source>
        <translation>这台电脑上的历史记录已损坏</translation>
    </message>
</context>
<context>
    <name>AwayModel</name>
    <message>
        <source>{name}, away, {seen}</source>
        <translation>{name}，不在，{seen}</translation>
    </message>
</context>
<context>
    <name>BoundaryField</name>
    <message>
        <source>a number of bytes</source>
        <translation>按字节数</translation>
    </message>
    <message>
        <source>Bytes of one text</source>
        <translation>每段的字节数</translation>
    </message>
</context>
<context>
    <name>BroadcastCard</name>
    <message>
        <source>{name}, {address}</source>
        <translation>{name}，{address}</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Text for everybody on this network</source>
        <translation>发给这个网络上所有人的文字</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>To</source>
        <translation>发往</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>所有网络</translation>
    </message>
    <message>
        <source>This computer is not on a network.</source>
        <translation>这台电脑没有连接网络。</translation>
    </message>
    <message>
        <source>Once</source>
        <translation>一次</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>每隔</translation>
    </message>
    <message>
        <source>Seconds between two sendings</source>
        <translation>两次发送间隔的秒数</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Port to send to</source>
        <translation>发往的端口</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>频率</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Type how many seconds lie between two sendings, for example 5.</source>
        <translation>请输入两次发送之间间隔的秒数，例如 5。</translation>
    </message>
    <message>
        <source>Choose at least one network to send to.</source>
        <translation>请至少选择一个要发往的网络。</translation>
    </message>
    <message>
        <source>{size} of {limit} bytes</source>
        <translation>{size} / {limit} 字节</translation>
    </message>
    <message>
        <source>{size} bytes; above {limit} some networks lose it</source>
        <translation>{size} 字节；超过 {limit} 字节，有些网络会丢失</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message numerus="yes">
        <source>Sent %n times, next in {seconds} s</source>
        <translation>
            <numerusform>已发送 %n 次，{seconds} 秒后再发</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sent %n times</source>
        <translation>
            <numerusform>已发送 %n 次</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BroadcastPage</name>
    <message>
        <source>Broadcast</source>
        <translation>广播</translation>
    </message>
    <message>
        <source>Short texts to everybody on this network, with or without Lanyard</source>
        <translation>把短文字发给这个网络上的所有人，对方有没有 Lanyard 都能收到</translation>
    </message>
    <message>
        <source>not encrypted, not confirmed</source>
        <translation>未加密，无回执</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Attach files (Ctrl+U)</source>
        <translation>添加文件 (Ctrl+U)</translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Insert an emoji</source>
        <translation>插入表情</translation>
    </message>
    <message>
        <source>Message {name}</source>
        <translation>发消息到 {name}</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>Connections</name>
    <message>
        <source>Person</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>连接于</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>某人</translation>
    </message>
    <message>
        <source>app</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>browser</source>
        <translation>浏览器</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>明文</translation>
    </message>
    <message>
        <source>app, encrypted</source>
        <translation>应用，已加密</translation>
    </message>
    <message>
        <source>browser, not encrypted</source>
        <translation>浏览器，未加密</translation>
    </message>
    <message>
        <source>plain, not encrypted</source>
        <translation>明文，未加密</translation>
    </message>
    <message>
        <source>Encrypted: only the two computers can read this line.</source>
        <translation>已加密：只有这两台电脑能读到这条连接的内容。</translation>
    </message>
    <message>
        <source>Not encrypted: whoever is on this network can read what this browser reads. Who looks at the page is not known.</source>
        <translation>未加密：这个网络上的任何人都能看到这个浏览器看到的内容。不知道是谁在看这个页面。</translation>
    </message>
    <message>
        <source>Not encrypted: others on this network can read and change what is said on this line. Nobody has proved that this is {name}.</source>
        <translation>未加密：这个网络上的其他人可以读取和篡改这条连接上的内容。没有人证明过这就是 {name}。</translation>
    </message>
</context>
<context>
    <name>ConnectionsTable</name>
    <message>
        <source>Connected to this room</source>
        <translation>已连接到这个房间</translation>
    </message>
    <message>
        <source>Send away</source>
        <translation>请出房间</translation>
    </message>
    <message>
        <source>Send away and keep out</source>
        <translation>请出并禁止再进入</translation>
    </message>
</context>
<context>
    <name>Console</name>
    <message>
        <source>{room} is open on port {port}.</source>
        <translation>房间“{room}”已开放，端口 {port}。</translation>
    </message>
    <message>
        <source>  others type  {address}</source>
        <translation>  别人输入  {address}</translation>
    </message>
    <message>
        <source>  others type  {address}  ({interface})</source>
        <translation>  别人输入  {address}  ({interface})</translation>
    </message>
    <message>
        <source>Joined {room}.</source>
        <translation>已加入“{room}”。</translation>
    </message>
    <message>
        <source>Joined {room}. Here: {names}.</source>
        <translation>已加入“{room}”。在场：{names}。</translation>
    </message>
    <message numerus="yes">
        <source>{room}  hosted by {host}, %n here</source>
        <translation>
            <numerusform>{room}  由 {host} 开设，%n 人在场</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{room}  hosted by {host}, %n here  (passcode)</source>
        <translation>
            <numerusform>{room}  由 {host} 开设，%n 人在场  （需要口令）</numerusform>
        </translation>
    </message>
    <message>
        <source>* {name} came</source>
        <translation>* {name} 来了</translation>
    </message>
    <message>
        <source>* {name} left</source>
        <translation>* {name} 离开了</translation>
    </message>
    <message>
        <source>* {was} is now {name}</source>
        <translation>* {was} 现在叫 {name}</translation>
    </message>
    <message>
        <source>* {name} (guest {address}, not encrypted) came</source>
        <translation>* {name}（访客 {address}，未加密）来了</translation>
    </message>
    <message>
        <source>* {name} (guest {address}) left</source>
        <translation>* {name}（访客 {address}）离开了</translation>
    </message>
    <message>
        <source>{name}: {text}</source>
        <translation>{name}：{text}</translation>
    </message>
    <message>
        <source>{name} (to you): {text}</source>
        <translation>{name}（私聊）：{text}</translation>
    </message>
    <message>
        <source>{name} (guest {address}): {text}</source>
        <translation>{name}（访客 {address}）：{text}</translation>
    </message>
    <message>
        <source>{name}: (deleted)</source>
        <translation>{name}：（已删除）</translation>
    </message>
    <message>
        <source>{name} (edited): {text}</source>
        <translation>{name}（已编辑）：{text}</translation>
    </message>
    <message>
        <source>* {name} edited: {text}</source>
        <translation>* {name} 编辑了消息：{text}</translation>
    </message>
    <message>
        <source>* {name} deleted a message</source>
        <translation>* {name} 删除了一条消息</translation>
    </message>
    <message>
        <source>* {name}: {text} on {quote}</source>
        <translation>* {name}：以 {text} 回应 {quote}</translation>
    </message>
    <message>
        <source>* {name} took a reaction back</source>
        <translation>* {name} 取消了表情回应</translation>
    </message>
    <message>
        <source>an earlier message</source>
        <translation>较早的一条消息</translation>
    </message>
    <message>
        <source>The disk takes what is said again.</source>
        <translation>消息又可以写入磁盘了。</translation>
    </message>
    <message numerus="yes">
        <source>The history on this disk was damaged. %n messages could be read and are kept; the damaged file is {path}.</source>
        <translation>
            <numerusform>磁盘上的历史记录已损坏。能读出的 %n 条消息已保留；损坏的文件是 {path}。</numerusform>
        </translation>
    </message>
    <message>
        <source>* received {path} ({digest}…)</source>
        <translation>* 已接收 {path} ({digest}…)</translation>
    </message>
    <message numerus="yes">
        <source>[offers %n files, {size} bytes] {names}</source>
        <translation>
            <numerusform>[发来 %n 个文件，{size} 字节] {names}</numerusform>
        </translation>
    </message>
    <message>
        <source>* {name} goes on at byte {at}.</source>
        <translation>* {name} 从第 {at} 字节处继续。</translation>
    </message>
    <message>
        <source>* {name} is left with the host until {day}. {peer} gets it when back.</source>
        <translation>* {name} 已留在主机上，保留到 {day}。{peer} 回来后就能收到。</translation>
    </message>
    <message>
        <source>* {name} is paused. {reason}</source>
        <translation>* {name} 已暂停。{reason}</translation>
    </message>
    <message>
        <source>* {name} waits and goes on by itself. {reason}</source>
        <translation>* {name} 正在等待，之后会自动继续。{reason}</translation>
    </message>
    <message>
        <source>* sent {path} to {peer}</source>
        <translation>* 已把 {path} 发给 {peer}</translation>
    </message>
    <message>
        <source>* sent {path} to {peer} ({digest}…)</source>
        <translation>* 已把 {path} 发给 {peer} ({digest}…)</translation>
    </message>
    <message numerus="yes">
        <source>%n files of {name} did not arrive.</source>
        <translation>
            <numerusform>{name} 中有 %n 个文件没有收到。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files of {name} did not reach {peer}.</source>
        <translation>
            <numerusform>{name} 中有 %n 个文件没有传到 {peer}。</numerusform>
        </translation>
    </message>
    <message>
        <source>* {name}: declined</source>
        <translation>* {name}：已拒绝</translation>
    </message>
    <message>
        <source>* {name}: cancelled</source>
        <translation>* {name}：已取消</translation>
    </message>
    <message>
        <source>* {name}: failed</source>
        <translation>* {name}：失败</translation>
    </message>
    <message>
        <source>{name} (guest {address})</source>
        <translation>{name}（访客 {address}）</translation>
    </message>
    <message numerus="yes">
        <source>%n transfers are not finished. They go on when you are back.</source>
        <translation>
            <numerusform>有 %n 个传输尚未完成。等你回来后会继续。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name}&apos;s room</source>
        <translation>{name} 的房间</translation>
    </message>
    <message>
        <source>* {author} left {name} here for {to}.</source>
        <translation>* {author} 把 {name} 留在这里给 {to}。</translation>
    </message>
    <message>
        <source>No room near is called {name}. Look at: lanyard rooms.</source>
        <translation>附近没有名为 {name} 的房间。请查看：lanyard rooms。</translation>
    </message>
    <message>
        <source>Listening for broadcasts on UDP port {port}. Ctrl+C ends.</source>
        <translation>正在 UDP 端口 {port} 上接收广播。按 Ctrl+C 结束。</translation>
    </message>
    <message>
        <source>Listening on {where} ({transport}). Ctrl+C ends.</source>
        <translation>正在监听 {where} ({transport})。按 Ctrl+C 结束。</translation>
    </message>
    <message>
        <source>Connection from {peer}</source>
        <translation>来自 {peer} 的连接</translation>
    </message>
    <message>
        <source>* received {path}</source>
        <translation>* 已接收 {path}</translation>
    </message>
    <message>
        <source>Connection from {peer} closed</source>
        <translation>来自 {peer} 的连接已关闭</translation>
    </message>
    <message>
        <source>family</source>
        <translation>协议族</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>descriptor</source>
        <translation>描述符</translation>
    </message>
    <message>
        <source>local</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>peer</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>The answer is longer than 1 MiB; this is its beginning.</source>
        <translation>回应超过 1 MiB；这是开头部分。</translation>
    </message>
    <message>
        <source>{transport} port {port} is free on this computer.</source>
        <translation>这台电脑的 {transport} 端口 {port} 空闲。</translation>
    </message>
    <message>
        <source>{transport} port {port} is taken by another program.</source>
        <translation>{transport} 端口 {port} 已被其他程序占用。</translation>
    </message>
    <message>
        <source>{transport} port {port} is taken by {name}.</source>
        <translation>{transport} 端口 {port} 已被 {name} 占用。</translation>
    </message>
    <message>
        <source>{transport} port {port} is taken by {name} (pid {pid}).</source>
        <translation>{transport} 端口 {port} 已被 {name} (pid {pid}) 占用。</translation>
    </message>
    <message>
        <source>Stop {name} (pid {pid})? [y/N]</source>
        <translation>结束 {name} (pid {pid})？[y/N]</translation>
    </message>
    <message>
        <source>{name} (pid {pid}) was left alone.</source>
        <translation>{name} (pid {pid}) 没有被结束。</translation>
    </message>
    <message>
        <source>{name} (pid {pid}) has ended.</source>
        <translation>{name} (pid {pid}) 已结束。</translation>
    </message>
    <message>
        <source>host name</source>
        <translation>主机名</translation>
    </message>
    <message>
        <source>full name</source>
        <translation>完整名称</translation>
    </message>
    <message>
        <source>interface</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>alias</source>
        <translation>别名</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>hexadecimal</source>
        <translation>十六进制</translation>
    </message>
    <message>
        <source>Nothing that you and {name} said to each other is kept here.</source>
        <translation>这里没有保存你和 {name} 之间的私聊。</translation>
    </message>
    <message>
        <source>Nothing is kept in this profile yet.</source>
        <translation>这个配置文件夹里还没有保存任何内容。</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>The history could not be read to its end. Try again in a moment.</source>
        <translation>历史记录没有读完。请稍后再试。</translation>
    </message>
    <message numerus="yes">
        <source>%n messages are in {path}.</source>
        <translation>
            <numerusform>%n 条消息已保存到 {path}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose one room with --room: {names}.</source>
        <translation>请用 --room 选择一个房间：{names}。</translation>
    </message>
    <message>
        <source>There is nothing to export yet.</source>
        <translation>还没有可导出的内容。</translation>
    </message>
    <message>
        <source>{room}, with {name}</source>
        <translation>{room}，与 {name} 的私聊</translation>
    </message>
    <message>
        <source>Nothing is left to send.</source>
        <translation>没有剩下要发送的内容。</translation>
    </message>
    <message numerus="yes">
        <source>%n files of {name} cannot be sent.</source>
        <translation>
            <numerusform>{name} 中有 %n 个文件无法发送。</numerusform>
        </translation>
    </message>
    <message>
        <source>Not all of it has arrived. The offer stays; send --resume goes on.</source>
        <translation>还没有全部送达。发送请求仍然保留；用 send --resume 可以继续。</translation>
    </message>
</context>
<context>
    <name>ContextBar</name>
    <message>
        <source>Do not reply (Esc)</source>
        <translation>取消回复 (Esc)</translation>
    </message>
    <message>
        <source>Reply to {name}</source>
        <translation>回复 {name}</translation>
    </message>
    <message>
        <source>Reply to yourself</source>
        <translation>回复自己</translation>
    </message>
    <message>
        <source>Do not edit (Esc)</source>
        <translation>取消编辑 (Esc)</translation>
    </message>
    <message>
        <source>Edit your message</source>
        <translation>编辑你的消息</translation>
    </message>
</context>
<context>
    <name>ConversationPage</name>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation>查找 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Show the people</source>
        <translation>显示成员</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Stop trying</source>
        <translation>停止重试</translation>
    </message>
    <message>
        <source>Join again</source>
        <translation>重新加入</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>某人</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Go to a date</source>
        <translation>跳到日期</translation>
    </message>
    <message>
        <source>Leave {room}</source>
        <translation>离开 {room}</translation>
    </message>
    <message>
        <source>Hide the people</source>
        <translation>隐藏成员</translation>
    </message>
    <message>
        <source>Away. What you write waits on the host for {name}</source>
        <translation>不在。你写的内容会在主机上等 {name}</translation>
    </message>
    <message>
        <source>Not in {room} now</source>
        <translation>现在不在 {room}</translation>
    </message>
    <message>
        <source>Direct message in {room}, encrypted</source>
        <translation>{room} 里的私聊，已加密</translation>
    </message>
    <message numerus="yes">
        <source>{people} people, %n of them not encrypted</source>
        <translation>
            <numerusform>{people} 人，其中 %n 人未加密</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Encrypted, %n people, hosted by you</source>
        <translation>
            <numerusform>已加密，%n 人，由你开设</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Encrypted, %n people</source>
        <translation>
            <numerusform>已加密，%n 人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Encrypted, %n people, hosted by {name}</source>
        <translation>
            <numerusform>已加密，%n 人，由 {name} 开设</numerusform>
        </translation>
    </message>
    <message>
        <source>The host ({address}) has been silent since {time}. What you write is kept and sent later.</source>
        <translation>主机 ({address}) 从 {time} 起没有回应。你写的内容会保留，稍后发送。</translation>
    </message>
    <message>
        <source>{name}&apos;s computer ({address}) has been silent since {time}. What you write is kept and sent later.</source>
        <translation>{name} 的电脑 ({address}) 从 {time} 起没有回应。你写的内容会保留，稍后发送。</translation>
    </message>
    <message>
        <source>{room} does not answer</source>
        <translation>{room} 没有回应</translation>
    </message>
    <message>
        <source>Join again to write here.</source>
        <translation>重新加入后可以在这里发言。</translation>
    </message>
    <message>
        <source>You are not in {room}</source>
        <translation>你不在 {room} 里</translation>
    </message>
    <message>
        <source>The disk does not take what is written</source>
        <translation>内容无法写入磁盘</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>Nothing that has a tick is lost. New messages wait, and go on by themselves as soon as there is space.</source>
        <translation>已打勾的内容都不会丢失。新消息会等待，有空间后自动继续发送。</translation>
    </message>
    <message>
        <source>It was closed at {time}. You are back in it as soon as it opens; what you write is kept until then.</source>
        <translation>房间已在 {time} 关闭。重新开放后你会自动回来；在此之前，你写的内容会保留。</translation>
    </message>
    <message>
        <source>{room} is closed</source>
        <translation>{room} 已关闭</translation>
    </message>
    <message>
        <source>Lost, trying again now</source>
        <translation>连接中断，正在重试</translation>
    </message>
    <message numerus="yes">
        <source>Lost, trying again in %n s</source>
        <translation>
            <numerusform>连接中断，%n 秒后重试</numerusform>
        </translation>
    </message>
    <message>
        <source>Joining</source>
        <translation>正在加入</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Not joined</source>
        <translation>未加入</translation>
    </message>
</context>
<context>
    <name>Datagrams</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>{address}, {name}</source>
        <translation>{address}，{name}</translation>
    </message>
    <message>
        <source>you</source>
        <translation>你</translation>
    </message>
</context>
<context>
    <name>DayChoice</name>
    <message>
        <source>Go to a date</source>
        <translation>跳到日期</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
</context>
<context>
    <name>DialForm</name>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Connect to a plain TCP or UDP port</source>
        <translation>连接到明文 TCP 或 UDP 端口</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>What to connect to</source>
        <translation>连接的类型</translation>
    </message>
    <message>
        <source>Name or address</source>
        <translation>名称或地址</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>A text is</source>
        <translation>分段方式</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>标头</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>正文</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>Connecting. Given up after %n seconds.</source>
        <translation>
            <numerusform>正在连接，%n 秒后放弃。</numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting for the answer.</source>
        <translation>正在等待回应。</translation>
    </message>
    <message>
        <source>Looking up the name.</source>
        <translation>正在查询名称。</translation>
    </message>
    <message numerus="yes">
        <source>Body, %n bytes</source>
        <translation>
            <numerusform>正文，%n 字节</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Body, its first %n bytes</source>
        <translation>
            <numerusform>正文，前 %n 字节</numerusform>
        </translation>
    </message>
    <message>
        <source>Get it</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop to offer to {name}</source>
        <translation>松开即可发送给 {name}</translation>
    </message>
</context>
<context>
    <name>EmojiGrid</name>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
</context>
<context>
    <name>ExportChoice</name>
    <message>
        <source>Export {name}</source>
        <translation>导出 {name}</translation>
    </message>
    <message>
        <source>Text to read (*.txt)</source>
        <translation>便于阅读的文本 (*.txt)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>JSON, one message a line (*.jsonl)</source>
        <translation>JSON，每行一条消息 (*.jsonl)</translation>
    </message>
</context>
<context>
    <name>FailedFiles</name>
    <message>
        <source>Files that did not come</source>
        <translation>没有传到的文件</translation>
    </message>
    <message numerus="yes">
        <source>%n files did not come</source>
        <translation>
            <numerusform>%n 个文件没有传到</numerusform>
        </translation>
    </message>
    <message>
        <source>The other files are whole. Once the reasons are gone, ask for these again.</source>
        <translation>其他文件都完整。原因消除后，请再要一次这些文件。</translation>
    </message>
    <message>
        <source>These are the first {count}.</source>
        <translation>这里列出前 {count} 个。</translation>
    </message>
    <message>
        <source>Copy list</source>
        <translation>复制列表</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>not seen yet</source>
        <translation>还没有上线过</translation>
    </message>
    <message>
        <source>seen today at {time}</source>
        <translation>上次在线：今天 {time}</translation>
    </message>
    <message>
        <source>seen yesterday at {time}</source>
        <translation>上次在线：昨天 {time}</translation>
    </message>
    <message>
        <source>seen on {date}</source>
        <translation>上次在线：{date}</translation>
    </message>
    <message>
        <source>{done} of {whole} {unit}</source>
        <translation>{done} / {whole} {unit}</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message numerus="yes">
        <source>%n s left</source>
        <translation>
            <numerusform>还剩 %n 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>还剩 %n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h left</source>
        <translation>
            <numerusform>还剩 %n 小时</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} %</source>
        <translation>{n} %</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
</context>
<context>
    <name>FileChoice</name>
    <message>
        <source>Choose files to offer</source>
        <translation>选择要发送的文件</translation>
    </message>
    <message>
        <source>Choose a folder to offer</source>
        <translation>选择要发送的文件夹</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this conversation</source>
        <translation>在此会话中查找</translation>
    </message>
    <message>
        <source>Older (Enter)</source>
        <translation>更早的 (回车)</translation>
    </message>
    <message>
        <source>Newer (Shift+Enter)</source>
        <translation>更新的 (Shift+回车)</translation>
    </message>
    <message>
        <source>Close the search (Esc)</source>
        <translation>关闭查找 (Esc)</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>正在查找</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message numerus="yes">
        <source>{place} of %n</source>
        <translation>
            <numerusform>{place} / %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{place} of more than %n</source>
        <translation>
            <numerusform>{place} / 超过 %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Talk on this network</source>
        <translation>在这个网络里聊天</translation>
    </message>
    <message>
        <source>No internet, no account. One computer hosts a room, the others join it.</source>
        <translation>不需要互联网，不需要账号。一台电脑开设房间，其他电脑加入。</translation>
    </message>
    <message>
        <source>You are</source>
        <translation>你的名字</translation>
    </message>
    <message>
        <source>Others see this name.</source>
        <translation>别人会看到这个名字。</translation>
    </message>
    <message>
        <source>Rooms near you</source>
        <translation>附近的房间</translation>
    </message>
    <message>
        <source>Why don’t I see anybody?</source>
        <translation>为什么看不到任何人？</translation>
    </message>
    <message>
        <source>{name}’s room</source>
        <translation>{name} 的房间</translation>
    </message>
</context>
<context>
    <name>GuestWords</name>
    <message>
        <source>{name}, a guest at {address}, takes part without the program. Not encrypted: others on this network can read and change what is said on that line. Nobody has proved who this is.</source>
        <translation>{name} 是来自 {address} 的访客，没有使用本程序。未加密：这个网络上的其他人可以读取和篡改那条连接上的内容。没有人证明过这是谁。</translation>
    </message>
    <message>
        <source>{name} is a guest on a line that is not encrypted: no direct messages and no files. Write in the room.</source>
        <translation>{name} 是访客，连接未加密：不能私聊，也不能发文件。请在房间里写。</translation>
    </message>
</context>
<context>
    <name>HeardPanel</name>
    <message>
        <source>Received</source>
        <translation>收到的广播</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter by text, address or name</source>
        <translation>按文字、地址或名字筛选</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Save as text</source>
        <translation>存为文本</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Port to listen on</source>
        <translation>接收端口</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>接收</translation>
    </message>
    <message>
        <source>What was broadcast</source>
        <translation>广播内容</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>复制文字</translation>
    </message>
    <message>
        <source>Copy with time and address</source>
        <translation>连同时间和地址一起复制</translation>
    </message>
    <message>
        <source>Show only this address</source>
        <translation>只显示这个地址</translation>
    </message>
    <message>
        <source>Stop listening</source>
        <translation>停止接收</translation>
    </message>
    <message>
        <source>Whatever is broadcast to port {port} appears here.</source>
        <translation>发往端口 {port} 的广播都会显示在这里。</translation>
    </message>
    <message>
        <source>Nothing heard yet</source>
        <translation>还没有收到广播</translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation>未在接收</translation>
    </message>
    <message>
        <source>Press Listen to see what others broadcast on this network.</source>
        <translation>按“接收”即可看到别人在这个网络上的广播。</translation>
    </message>
    <message numerus="yes">
        <source>Paused, %n new</source>
        <translation>
            <numerusform>已暂停，%n 条新内容</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %n texts</source>
        <translation>
            <numerusform>{shown} / %n 条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts</source>
        <translation>
            <numerusform>%n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>{texts}, {rate} a second</source>
        <translation>{texts}，每秒 {rate} 条</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>文本文件 (*.txt)</translation>
    </message>
    <message>
        <source>broadcasts.txt</source>
        <translation>广播.txt</translation>
    </message>
    <message numerus="yes">
        <source>%n texts saved as {name}.</source>
        <translation>
            <numerusform>%n 条已保存为 {name}。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} could not be written ({reason}). Choose another folder.</source>
        <translation>无法写入 {name}（{reason}）。请选择其他文件夹。</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>If nobody shows up, “Why don’t I see anybody?” says what was tried.</source>
        <translation>如果看不到任何人，“为什么看不到任何人？”会说明已经试过什么。</translation>
    </message>
    <message>
        <source>Lanyard {version}</source>
        <translation>Lanyard {version}</translation>
    </message>
</context>
<context>
    <name>HistoryChoice</name>
    <message>
        <source>What newcomers may read</source>
        <translation>新来的人可以看到什么</translation>
    </message>
    <message>
        <source>read all</source>
        <translation>可看全部</translation>
    </message>
    <message>
        <source>read days:</source>
        <translation>可看天数：</translation>
    </message>
    <message>
        <source>read nothing</source>
        <translation>都不能看</translation>
    </message>
    <message>
        <source>How many days</source>
        <translation>天数</translation>
    </message>
    <message>
        <source>everything that was said before</source>
        <translation>能看到以前的全部内容</translation>
    </message>
    <message>
        <source>nothing that was said before</source>
        <translation>看不到以前的内容</translation>
    </message>
    <message numerus="yes">
        <source>the last %n days</source>
        <translation>
            <numerusform>能看到最近 %n 天的内容</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HostForm</name>
    <message>
        <source>Host a room</source>
        <translation>开设房间</translation>
    </message>
    <message>
        <source>(server)</source>
        <translation>（服务器）</translation>
    </message>
    <message>
        <source>Others come to this computer</source>
        <translation>别人连接到这台电脑</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Passcode</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>可不填</translation>
    </message>
    <message>
        <source>What somebody who comes for the first time may read of what was said before.</source>
        <translation>第一次来的人可以看到多少以前的内容。</translation>
    </message>
    <message>
        <source>Newcomers</source>
        <translation>新来的人</translation>
    </message>
    <message>
        <source>Opening the room</source>
        <translation>正在开设房间</translation>
    </message>
</context>
<context>
    <name>JoinForm</name>
    <message>
        <source>Join a room</source>
        <translation>加入房间</translation>
    </message>
    <message>
        <source>(client)</source>
        <translation>（客户端）</translation>
    </message>
    <message>
        <source>Go to somebody else’s room</source>
        <translation>进入别人开设的房间</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Passcode</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>address or name</source>
        <translation>地址或名称</translation>
    </message>
    <message>
        <source>if asked</source>
        <translation>对方要求时填写</translation>
    </message>
    <message>
        <source>Trust it and join</source>
        <translation>信任并加入</translation>
    </message>
    <message>
        <source>{room} asks for a passcode. The person hosting it knows it.</source>
        <translation>{room} 需要口令。请向房主询问。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Looking for the host</source>
        <translation>正在查找主机</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Greeting the room</source>
        <translation>正在进入房间</translation>
    </message>
    <message>
        <source>Joined</source>
        <translation>已加入</translation>
    </message>
    <message>
        <source>Lost, trying again</source>
        <translation>连接中断，正在重试</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Next conversation</source>
        <translation>下一个会话</translation>
    </message>
    <message>
        <source>Previous conversation</source>
        <translation>上一个会话</translation>
    </message>
    <message>
        <source>To the message field</source>
        <translation>跳到输入框</translation>
    </message>
    <message>
        <source>Find everywhere</source>
        <translation>全局查找</translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation>广播</translation>
    </message>
    <message>
        <source>Sockets</source>
        <translation>套接字</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>传输</translation>
    </message>
    <message>
        <source>Host or join a room</source>
        <translation>开设或加入房间</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Help and keys</source>
        <translation>帮助和快捷键</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>In the empty field: change what I said last</source>
        <translation>输入框为空时：修改我最后说的话</translation>
    </message>
    <message>
        <source>Take back the message that is marked</source>
        <translation>为所有人删除选中的消息</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>在此会话中查找</translation>
    </message>
    <message>
        <source>Attach a file</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Attach a folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>Paste text, pictures or files</source>
        <translation>粘贴文字、图片或文件</translation>
    </message>
    <message>
        <source>First conversation, and so on to Ctrl+9</source>
        <translation>第一个会话，依次到 Ctrl+9</translation>
    </message>
    <message>
        <source>Close the dialog or the search</source>
        <translation>关闭对话框或查找</translation>
    </message>
</context>
<context>
    <name>ListenForm</name>
    <message>
        <source>Listen</source>
        <translation>监听</translation>
    </message>
    <message>
        <source>Listen for plain TCP or UDP</source>
        <translation>监听明文 TCP 或 UDP</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>传输协议</translation>
    </message>
    <message>
        <source>every address</source>
        <translation>所有地址</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>A text is</source>
        <translation>分段方式</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Change the folder</source>
        <translation>更改文件夹</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>最大长度</translation>
    </message>
    <message>
        <source>A datagram with more bytes is shown as cut</source>
        <translation>超过这个字节数的数据报会显示为已截断</translation>
    </message>
    <message>
        <source>Use the next free port</source>
        <translation>使用下一个空闲端口</translation>
    </message>
    <message>
        <source>Stop that program</source>
        <translation>结束那个程序</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Type a number of bytes from 1 to {most}.</source>
        <translation>请输入 1 到 {most} 之间的字节数。</translation>
    </message>
    <message>
        <source>Opening the port.</source>
        <translation>正在打开端口。</translation>
    </message>
    <message>
        <source>Port {port} is free again. Press Listen.</source>
        <translation>端口 {port} 又空闲了。请按“监听”。</translation>
    </message>
    <message>
        <source>Use the next free port, {port}</source>
        <translation>使用下一个空闲端口 {port}</translation>
    </message>
    <message>
        <source>Stop {program}</source>
        <translation>结束 {program}</translation>
    </message>
    <message>
        <source>Stop {program}, process {pid}?</source>
        <translation>结束 {program}（进程 {pid}）？</translation>
    </message>
    <message>
        <source>It is asked to end. What it has not saved may be lost.</source>
        <translation>会请它自行结束。它没有保存的内容可能会丢失。</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Waiting until the program has ended.</source>
        <translation>正在等待该程序结束。</translation>
    </message>
    <message>
        <source>Folder for what clients send</source>
        <translation>存放客户端发来内容的文件夹</translation>
    </message>
    <message>
        <source>Port {port} is taken, and this account may not see by whom.</source>
        <translation>端口 {port} 已被占用，当前用户无权查看占用者。</translation>
    </message>
    <message>
        <source>Port {port} is taken by {program}, process {pid}.</source>
        <translation>端口 {port} 已被 {program} 占用，进程 {pid}。</translation>
    </message>
    <message>
        <source>Port {port} is taken by {program}, process {pid}, since {time}.</source>
        <translation>端口 {port} 已被 {program} 占用，进程 {pid}，始于 {time}。</translation>
    </message>
</context>
<context>
    <name>LookupDialog</name>
    <message>
        <source>Look up</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>A name, an address, a service, a port, or an address in hex; nothing looks up this computer.</source>
        <translation>名称、地址、服务、端口或十六进制地址；留空则查询这台电脑。</translation>
    </message>
    <message>
        <source>What to look up</source>
        <translation>要查询的内容</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>查询结果</translation>
    </message>
    <message>
        <source>Looking it up.</source>
        <translation>正在查询。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Host name</source>
        <translation>主机名</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>完整名称</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation>别名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>In hex</source>
        <translation>十六进制</translation>
    </message>
    <message>
        <source>{name}: {address}, broadcast {broadcast}</source>
        <translation>{name}：{address}，广播地址 {broadcast}</translation>
    </message>
    <message>
        <source>{name}: {address}</source>
        <translation>{name}：{address}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Lanyard</source>
        <translation>Lanyard</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>What of the room to show</source>
        <translation>显示房间的哪一部分</translation>
    </message>
</context>
<context>
    <name>MessageLog</name>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>%n 条新消息</numerusform>
        </translation>
    </message>
    <message>
        <source>This message was deleted</source>
        <translation>这条消息已删除</translation>
    </message>
    <message>
        <source>edited {time}</source>
        <translation>已编辑 {time}</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>明文</translation>
    </message>
    <message>
        <source>Show all, {size}</source>
        <translation>显示全部，{size}</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Open {address}</source>
        <translation>打开 {address}</translation>
    </message>
    <message>
        <source>{name}, device {device}</source>
        <translation>{name}，设备 {device}</translation>
    </message>
    <message numerus="yes">
        <source>Go to the end, %n new messages</source>
        <translation>
            <numerusform>跳到最后，%n 条新消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Go to the end</source>
        <translation>跳到最后</translation>
    </message>
    <message>
        <source>Go to the answered message</source>
        <translation>跳到所回复的消息</translation>
    </message>
    <message>
        <source>you</source>
        <translation>你</translation>
    </message>
    <message numerus="yes">
        <source>{emoji} {names} and %n more</source>
        <translation>
            <numerusform>{emoji} {names} 和另外 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>{emoji} {names}</source>
        <translation>{emoji} {names}</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>That did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>Your room was closed</source>
        <translation>你的房间已关闭</translation>
    </message>
    <message>
        <source>{computer}, {address}</source>
        <translation>{computer}, {address}</translation>
    </message>
    <message>
        <source>Lanyard</source>
        <translation>Lanyard</translation>
    </message>
    <message>
        <source>({unread}) {place} – Lanyard</source>
        <translation>({unread}) {place} – Lanyard</translation>
    </message>
    <message>
        <source>{place} – Lanyard</source>
        <translation>{place} – Lanyard</translation>
    </message>
    <message>
        <source>({unread}) Lanyard</source>
        <translation>({unread}) Lanyard</translation>
    </message>
</context>
<context>
    <name>NearList</name>
    <message>
        <source>Rooms near you</source>
        <translation>附近的房间</translation>
    </message>
    <message>
        <source>None seen yet</source>
        <translation>还没有发现</translation>
    </message>
    <message>
        <source>Starting to ask on this network.</source>
        <translation>开始在这个网络里查找。</translation>
    </message>
    <message>
        <source>This computer is not on a network. Rooms appear here when it is.</source>
        <translation>这台电脑没有连接网络。连接后，附近的房间会显示在这里。</translation>
    </message>
    <message>
        <source>Asking failed on every network. “Why don’t I see anybody?” says more.</source>
        <translation>在所有网络上查找都失败了。详情见“为什么看不到任何人？”</translation>
    </message>
    <message>
        <source>Asking on {interfaces}.</source>
        <translation>正在通过 {interfaces} 查找。</translation>
    </message>
    <message numerus="yes">
        <source>Asking on {interfaces}. Last asked %n s ago.</source>
        <translation>
            <numerusform>正在通过 {interfaces} 查找，上次查找在 %n 秒前。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>OfferCard</name>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>选择其他文件夹</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接收</translation>
    </message>
    <message numerus="yes">
        <source>{name} wants to send you the folder {folder}: %n files, {size}</source>
        <translation>
            <numerusform>{name} 想发给你文件夹 {folder}：%n 个文件，共 {size}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name} wants to send you %n files, {size}</source>
        <translation>
            <numerusform>{name} 想发给你 %n 个文件，共 {size}</numerusform>
        </translation>
    </message>
    <message>
        <source>{room}, {time}. Encrypted on the way.</source>
        <translation>{room}，{time}。传输时加密。</translation>
    </message>
    <message>
        <source>{room}. Encrypted on the way.</source>
        <translation>{room}。传输时加密。</translation>
    </message>
    <message>
        <source>Encrypted on the way.</source>
        <translation>传输时加密。</translation>
    </message>
    <message>
        <source>The others are being listed…</source>
        <translation>正在列出其余文件…</translation>
    </message>
    <message numerus="yes">
        <source>Accept %n files, {size}</source>
        <translation>
            <numerusform>接收 %n 个文件，{size}</numerusform>
        </translation>
    </message>
    <message>
        <source>Where the files go</source>
        <translation>文件保存位置</translation>
    </message>
    <message>
        <source>Always accept from this device, up to</source>
        <translation>总是接收这台设备发来的文件，上限</translation>
    </message>
    <message>
        <source>What is offered to you alone then comes in without a question, into the same folder. What is offered to a whole room is still asked. Settings end this.</source>
        <translation>此后，单独发给你的文件会不经询问直接存入同一文件夹。发给整个房间的文件仍会询问。可在设置中取消。</translation>
    </message>
    <message>
        <source>The most that is accepted unasked</source>
        <translation>不经询问接收的大小上限</translation>
    </message>
    <message>
        <source>{size} free</source>
        <translation>可用 {size}</translation>
    </message>
    <message>
        <source>Only {size} free. Choose another folder.</source>
        <translation>只剩 {size} 可用。请选择其他文件夹。</translation>
    </message>
</context>
<context>
    <name>OfferWords</name>
    <message>
        <source>Open the link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接收</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on now</source>
        <translation>立即继续</translation>
    </message>
    <message>
        <source>Cancel the transfer</source>
        <translation>取消传输</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Go to the answered message</source>
        <translation>跳到所回复的消息</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>React</source>
        <translation>表情回应</translation>
    </message>
    <message>
        <source>More emoji</source>
        <translation>更多表情</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Delete for everybody</source>
        <translation>为所有人删除</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Go to a date</source>
        <translation>跳到日期</translation>
    </message>
    <message numerus="yes">
        <source>{size}, going to %n people</source>
        <translation>
            <numerusform>{size}，正在发给 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>saved</source>
        <translation>已保存</translation>
    </message>
    <message numerus="yes">
        <source>{saved}. %n files did not come.</source>
        <translation>
            <numerusform>{saved}。%n 个文件没有传到。</numerusform>
        </translation>
    </message>
    <message>
        <source>on the host until {day}</source>
        <translation>在主机上保留到 {day}</translation>
    </message>
    <message>
        <source>paused at {moved}</source>
        <translation>已暂停，完成 {moved}</translation>
    </message>
    <message>
        <source>{moved}, waits for the connection</source>
        <translation>{moved}，等待连接恢复</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>checking that all of it arrived</source>
        <translation>正在核对是否完整</translation>
    </message>
    <message>
        <source>{moved}, {speed}</source>
        <translation>{moved}，{speed}</translation>
    </message>
    <message>
        <source>{moved}, {speed}, {left}</source>
        <translation>{moved}，{speed}，{left}</translation>
    </message>
    <message>
        <source>{facts}. {why}</source>
        <translation>{facts}。{why}</translation>
    </message>
    <message>
        <source>{name} has it</source>
        <translation>{name} 已收到</translation>
    </message>
    <message numerus="yes">
        <source>%n people have it</source>
        <translation>
            <numerusform>%n 人已收到</numerusform>
        </translation>
    </message>
    <message>
        <source>waits for an answer</source>
        <translation>等待对方回应</translation>
    </message>
    <message>
        <source>you declined</source>
        <translation>你已拒绝</translation>
    </message>
    <message>
        <source>{name} declined</source>
        <translation>{name} 已拒绝</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已中止</translation>
    </message>
    <message>
        <source>A file without a name</source>
        <translation>没有名称的文件</translation>
    </message>
    <message numerus="yes">
        <source>{name} and %n more</source>
        <translation>
            <numerusform>{name} 和另外 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>{size}, {words}</source>
        <translation>{size}，{words}</translation>
    </message>
    <message>
        <source>waits for the connection</source>
        <translation>等待连接恢复</translation>
    </message>
    <message numerus="yes">
        <source>Accept %n files, {size}</source>
        <translation>
            <numerusform>接收 %n 个文件，{size}</numerusform>
        </translation>
    </message>
    <message>
        <source>This was not sent.</source>
        <translation>这条消息没有发出。</translation>
    </message>
</context>
<context>
    <name>OfferedFiles</name>
    <message numerus="yes">
        <source>The first {here} of %n files</source>
        <translation>
            <numerusform>%n 个文件中的前 {here} 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files, {chosen} chosen</source>
        <translation>
            <numerusform>%n 个文件，已选 {chosen} 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>OfferedTable</name>
    <message>
        <source>All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Choose all files</source>
        <translation>选择全部文件</translation>
    </message>
    <message>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>Choose no file</source>
        <translation>不选择任何文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>PasscodeEdit</name>
    <message>
        <source>Hide the passcode</source>
        <translation>隐藏口令</translation>
    </message>
    <message>
        <source>Show the passcode</source>
        <translation>显示口令</translation>
    </message>
</context>
<context>
    <name>PeopleModel</name>
    <message>
        <source>Guest {name} at {address}, not encrypted</source>
        <translation>访客 {name}，{address}，未加密</translation>
    </message>
    <message>
        <source>{name}, you, host</source>
        <translation>{name}，你，房主</translation>
    </message>
    <message>
        <source>{name}, host</source>
        <translation>{name}，房主</translation>
    </message>
    <message>
        <source>{name}, you</source>
        <translation>{name}，你</translation>
    </message>
</context>
<context>
    <name>PeoplePanel</name>
    <message>
        <source>People</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>People who are away</source>
        <translation>不在的人</translation>
    </message>
    <message>
        <source>Write to {name}</source>
        <translation>给 {name} 发消息</translation>
    </message>
    <message>
        <source>{name}
Last seen {moment}
What you write waits on the host.</source>
        <translation>{name}
上次在线：{moment}
你写的内容会在主机上等着。</translation>
    </message>
    <message>
        <source>Send a file to {name}</source>
        <translation>给 {name} 发送文件</translation>
    </message>
    <message>
        <source>{name}
Device {device}</source>
        <translation>{name}
设备 {device}</translation>
    </message>
    <message>
        <source>host</source>
        <translation>房主</translation>
    </message>
    <message>
        <source>you</source>
        <translation>你</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>明文</translation>
    </message>
    <message numerus="yes">
        <source>Away (%n)</source>
        <translation>
            <numerusform>不在（%n 人）</numerusform>
        </translation>
    </message>
    <message>
        <source>Your connection</source>
        <translation>你的连接</translation>
    </message>
    <message>
        <source>TLS 1.3, {address}</source>
        <translation>TLS 1.3, {address}</translation>
    </message>
    <message>
        <source>This computer hosts the room</source>
        <translation>房间就开设在这台电脑上</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>已加密</translation>
    </message>
    <message>
        <source>Messages wait on this computer</source>
        <translation>消息保存在这台电脑上等待发送</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Not joined</source>
        <translation>未加入</translation>
    </message>
    <message>
        <source>Identity remembered</source>
        <translation>已记住对方身份</translation>
    </message>
    <message>
        <source>This is the beginning of the host&apos;s fingerprint. Compare it with what the host&apos;s own window says; another one would be refused.</source>
        <translation>这是主机指纹的开头部分。可与房主自己窗口中显示的核对；指纹不同会被拒绝连接。</translation>
    </message>
    <message numerus="yes">
        <source>%n guests, not encrypted</source>
        <translation>
            <numerusform>%n 位访客，未加密</numerusform>
        </translation>
    </message>
    <message>
        <source>Their lines are plain text</source>
        <translation>他们的连接是明文</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>传输</translation>
    </message>
</context>
<context>
    <name>PlaceDelegate</name>
    <message>
        <source>Draft:</source>
        <translation>草稿：</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
</context>
<context>
    <name>Places</name>
    <message>
        <source>Rooms</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Direct</source>
        <translation>私聊</translation>
    </message>
    <message>
        <source>Near you</source>
        <translation>附近</translation>
    </message>
    <message>
        <source>No other room seen</source>
        <translation>没有发现其他房间</translation>
    </message>
    <message>
        <source>None seen yet</source>
        <translation>还没有发现</translation>
    </message>
    <message>
        <source>hosted by you</source>
        <translation>由你开设</translation>
    </message>
    <message>
        <source>not joined</source>
        <translation>未加入</translation>
    </message>
    <message>
        <source>asks for a passcode</source>
        <translation>需要口令</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n 条未读</numerusform>
        </translation>
    </message>
    <message>
        <source>Lost, trying again</source>
        <translation>连接中断，正在重试</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>某人</translation>
    </message>
    <message>
        <source>Nothing said yet</source>
        <translation>还没有人说话</translation>
    </message>
    <message>
        <source>Not joined</source>
        <translation>未加入</translation>
    </message>
    <message>
        <source>Joining</source>
        <translation>正在加入</translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>You: {text}</source>
        <translation>你：{text}</translation>
    </message>
    <message>
        <source>{name}: {text}</source>
        <translation>{name}：{text}</translation>
    </message>
    <message>
        <source>Guest {name}: {text}</source>
        <translation>访客 {name}：{text}</translation>
    </message>
</context>
<context>
    <name>QrCode</name>
    <message>
        <source>QR code of {text}</source>
        <translation>{text} 的二维码</translation>
    </message>
</context>
<context>
    <name>ReplyEditor</name>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Change the reply</source>
        <translation>更改回复</translation>
    </message>
    <message>
        <source>Greeting</source>
        <translation>问候语</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Closing word</source>
        <translation>结束词</translation>
    </message>
    <message>
        <source>Farewell</source>
        <translation>告别语</translation>
    </message>
    <message>
        <source>Close after the greeting</source>
        <translation>问候后关闭</translation>
    </message>
    <message>
        <source>{text} is what came, {addr} and {port} from where, {n} its number; \n is a line end.</source>
        <translation>{text} 是收到的内容，{addr} 和 {port} 是来源，{n} 是序号；\n 表示换行。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名字</translation>
    </message>
    <message>
        <source>Keep this reply</source>
        <translation>保存此回复</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove this reply</source>
        <translation>删除此回复</translation>
    </message>
    <message>
        <source>You answer each client yourself; its next text shows after that.</source>
        <translation>由你亲自回答每个客户端；回答后才显示它的下一条内容。</translation>
    </message>
    <message>
        <source>What each client sends becomes a file.</source>
        <translation>每个客户端发来的内容存为一个文件。</translation>
    </message>
    <message>
        <source>Answers a browser, and shows what it asked for.</source>
        <translation>回应浏览器，并显示它请求的内容。</translation>
    </message>
    <message>
        <source>Type a name for this reply first.</source>
        <translation>请先给此回复起个名字。</translation>
    </message>
    <message>
        <source>That name belongs to a reply everybody has.</source>
        <translation>这个名字已用于自带的回复。</translation>
    </message>
</context>
<context>
    <name>RowDeeds</name>
    <message>
        <source>Delete this message for everybody? Its place stays.</source>
        <translation>为所有人删除这条消息？它的位置会保留。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>Yesterday, {time}</source>
        <translation>昨天 {time}</translation>
    </message>
    <message>
        <source>{date}, {time}</source>
        <translation>{date} {time}</translation>
    </message>
    <message>
        <source>{name} in {place}, {moment}: {text}</source>
        <translation>{name} 在“{place}”，{moment}：{text}</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>某人</translation>
    </message>
    <message>
        <source>{name}, direct</source>
        <translation>{name}，私聊</translation>
    </message>
    <message>
        <source>A room without a name</source>
        <translation>没有名称的房间</translation>
    </message>
</context>
<context>
    <name>SearchButton</name>
    <message>
        <source>Find everywhere</source>
        <translation>全局查找</translation>
    </message>
    <message>
        <source>{words} ({keys})</source>
        <translation>{words} ({keys})</translation>
    </message>
</context>
<context>
    <name>SearchFilters</name>
    <message>
        <source>By whom</source>
        <translation>谁说的</translation>
    </message>
    <message>
        <source>In which conversation</source>
        <translation>在哪个会话里</translation>
    </message>
    <message>
        <source>When</source>
        <translation>什么时候</translation>
    </message>
    <message>
        <source>At any time</source>
        <translation>任何时间</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>Last year</source>
        <translation>最近一年</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>从…到…</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>第一天</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>最后一天</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>所有会话</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
</context>
<context>
    <name>SearchHits</name>
    <message>
        <source>Messages found</source>
        <translation>找到的消息</translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message>
        <source>Find everywhere</source>
        <translation>全局查找</translation>
    </message>
    <message>
        <source>Find in everything that was said</source>
        <translation>在说过的所有内容中查找</translation>
    </message>
    <message>
        <source>Close the search (Esc)</source>
        <translation>关闭查找 (Esc)</translation>
    </message>
    <message>
        <source>In all rooms and direct conversations</source>
        <translation>在所有房间和私聊中</translation>
    </message>
    <message>
        <source>print</source>
        <translation>print</translation>
    </message>
    <message>
        <source>a part of a word is enough: printer, reprint</source>
        <translation>词的一部分就够了：printer、reprint</translation>
    </message>
    <message>
        <source>平面</source>
        <translation>平面</translation>
    </message>
    <message>
        <source>Chinese of one and two characters, too</source>
        <translation>一两个汉字也可以</translation>
    </message>
    <message>
        <source>plan door</source>
        <translation>plan door</translation>
    </message>
    <message>
        <source>both words, wherever they stand</source>
        <translation>两个词都要有，位置不限</translation>
    </message>
    <message>
        <source>“second floor”</source>
        <translation>“second floor”</translation>
    </message>
    <message>
        <source>in quotes the words stand together</source>
        <translation>引号里的词必须连在一起</translation>
    </message>
    <message>
        <source>Look everywhere</source>
        <translation>在全部内容中查找</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>The search did not work</source>
        <translation>查找没有成功</translation>
    </message>
    <message>
        <source>Not where you looked.</source>
        <translation>在所选范围内没有。</translation>
    </message>
    <message>
        <source>No message has all of these words.</source>
        <translation>没有一条消息包含所有这些词。</translation>
    </message>
    <message numerus="yes">
        <source>%n messages, the newest first</source>
        <translation>
            <numerusform>%n 条消息，最新的在前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n messages; more as you scroll</source>
        <translation>
            <numerusform>最新的 %n 条消息，向下滚动可看更多</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SendingLabel</name>
    <message>
        <source>Edit {text}</source>
        <translation>编辑 {text}</translation>
    </message>
</context>
<context>
    <name>ServerPanel</name>
    <message>
        <source>Conversation</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>What of the room to show</source>
        <translation>显示房间的哪一部分</translation>
    </message>
    <message>
        <source>Close the room</source>
        <translation>关闭房间</translation>
    </message>
    <message>
        <source>none, everybody may come in</source>
        <translation>无，任何人都可以进来</translation>
    </message>
    <message>
        <source>nothing: the passcode asks for the program</source>
        <translation>什么都不行：有口令时必须用本程序</translation>
    </message>
    <message>
        <source>On a plain line everybody could read the passcode. So nobody comes in without the program while the room has one.</source>
        <translation>在明文连接上，任何人都能看到口令。所以房间有口令时，没有本程序的人不能进来。</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Passcode</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Plain text gets</source>
        <translation>明文连接可以</translation>
    </message>
    <message>
        <source>It is chosen where a room is opened, and holds until it is closed.</source>
        <translation>在开设房间时选定，到房间关闭为止都有效。</translation>
    </message>
    <message>
        <source>Newcomers read</source>
        <translation>新来的人</translation>
    </message>
    <message>
        <source>Keeps for people who are away</source>
        <translation>为不在的人保留</translation>
    </message>
    <message>
        <source>room: guests take part</source>
        <translation>进房间：访客可以发言</translation>
    </message>
    <message>
        <source>room: guests may read along</source>
        <translation>进房间：访客只能旁观</translation>
    </message>
    <message>
        <source>nothing: guests are turned away</source>
        <translation>什么都不行：拒绝访客</translation>
    </message>
    <message>
        <source>Guests are people without the program: netcat, scripts, devices. Their lines are not encrypted.</source>
        <translation>访客是没有本程序的人或设备：netcat、脚本、设备。他们的连接未加密。</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Open since {time}, port {port}</source>
        <translation>{time} 开放，端口 {port}</translation>
    </message>
    <message>
        <source>Port {wanted} is taken by {holder}, so the room is on {port}.</source>
        <translation>端口 {wanted} 已被 {holder} 占用，房间改用 {port}。</translation>
    </message>
    <message>
        <source>Port {wanted} is taken by another program, so the room is on {port}.</source>
        <translation>端口 {wanted} 已被其他程序占用，房间改用 {port}。</translation>
    </message>
    <message numerus="yes">
        <source>%n of them not encrypted</source>
        <translation>
            <numerusform>其中 %n 个未加密</numerusform>
        </translation>
    </message>
    <message>
        <source>Close {room}?</source>
        <translation>关闭 {room}？</translation>
    </message>
    <message numerus="yes">
        <source>%n people are in it. They are told, and can come back when it is open again.</source>
        <translation>
            <numerusform>里面有 %n 人。他们会收到通知，房间重新开放后可以回来。</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep {name} out?</source>
        <translation>禁止 {name} 进入？</translation>
    </message>
    <message>
        <source>This device is not let into your room again, whatever name it uses.</source>
        <translation>这台设备无论换什么名字，都不能再进入你的房间。</translation>
    </message>
    <message>
        <source>Nobody comes in from {address} without the program any more.</source>
        <translation>来自 {address} 的人如果不用本程序，就再也进不来了。</translation>
    </message>
    <message>
        <source>Keep out</source>
        <translation>禁止进入</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名字</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Change the downloads folder</source>
        <translation>更改下载文件夹</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a new line</source>
        <translation>回车发送，Shift+回车换行</translation>
    </message>
    <message>
        <source>Otherwise Ctrl+Enter sends and Enter begins a new line.</source>
        <translation>否则 Ctrl+回车发送，回车换行。</translation>
    </message>
    <message>
        <source>Another name is used from the next joining on.</source>
        <translation>新名字从下次加入时起使用。</translation>
    </message>
    <message>
        <source>Received files count when they are safe on the disk</source>
        <translation>收到的文件安全写入磁盘后才算完成</translation>
    </message>
    <message>
        <source>Without this, many small files come faster, and a power cut may lose the last seconds of them.</source>
        <translation>不选时，大量小文件传得更快，但断电可能丢失最后几秒收到的文件。</translation>
    </message>
    <message>
        <source>Trusted</source>
        <translation>已信任</translation>
    </message>
    <message>
        <source>Keep what is said as text files, one a day and room</source>
        <translation>把说过的话存为文本文件，每天每个房间一个</translation>
    </message>
    <message>
        <source>Daily log</source>
        <translation>每日记录</translation>
    </message>
    <message>
        <source>Change the folder of the daily log</source>
        <translation>更改每日记录的文件夹</translation>
    </message>
    <message>
        <source>Whoever may read this folder can read what was said, direct messages too.</source>
        <translation>能读这个文件夹的人，就能看到说过的话，包括私聊。</translation>
    </message>
    <message>
        <source>Downloads folder</source>
        <translation>下载文件夹</translation>
    </message>
    <message>
        <source>Folder of the daily log</source>
        <translation>每日记录的文件夹</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <source>Side bar</source>
        <translation>侧栏</translation>
    </message>
    <message>
        <source>Rooms and conversations</source>
        <translation>房间和会话</translation>
    </message>
    <message numerus="yes">
        <source>%n under way</source>
        <translation>
            <numerusform>%n 个进行中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n 条新广播</numerusform>
        </translation>
    </message>
    <message>
        <source>Export the conversation</source>
        <translation>导出会话</translation>
    </message>
</context>
<context>
    <name>SocketFacts</name>
    <message>
        <source>This socket</source>
        <translation>此套接字</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>地址族</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>Peer</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>Handle</source>
        <translation>句柄</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>A text is</source>
        <translation>分段方式</translation>
    </message>
    <message>
        <source>End sending</source>
        <translation>结束发送</translation>
    </message>
    <message>
        <source>Say that nothing more comes; the rest is still read</source>
        <translation>告诉对方不再发送；仍会继续接收</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Reuse address</source>
        <translation>地址复用</translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation>广播</translation>
    </message>
    <message>
        <source>Keep-alive</source>
        <translation>保持连接</translation>
    </message>
    <message>
        <source>No delay</source>
        <translation>无延迟</translation>
    </message>
    <message>
        <source>Send buffer</source>
        <translation>发送缓冲区</translation>
    </message>
    <message>
        <source>Receive buffer</source>
        <translation>接收缓冲区</translation>
    </message>
    <message>
        <source>Saved packets</source>
        <translation>保存的数据包</translation>
    </message>
    <message>
        <source>Save what is typed</source>
        <translation>保存输入的内容</translation>
    </message>
    <message>
        <source>What you send often can be kept here: type it, then press plus.</source>
        <translation>常发的内容可以存在这里：输入后按加号。</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>流</translation>
    </message>
    <message>
        <source>datagrams</source>
        <translation>数据报</translation>
    </message>
    <message>
        <source>{family}, {kind}</source>
        <translation>{family}，{kind}</translation>
    </message>
</context>
<context>
    <name>SocketList</name>
    <message>
        <source>Sockets</source>
        <translation>套接字</translation>
    </message>
    <message>
        <source>Close or remove</source>
        <translation>关闭或移除</translation>
    </message>
    <message>
        <source>Remove all closed</source>
        <translation>移除所有已关闭的</translation>
    </message>
</context>
<context>
    <name>SocketSender</name>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>To</source>
        <translation>发往</translation>
    </message>
    <message>
        <source>Send to</source>
        <translation>发往</translation>
    </message>
    <message>
        <source>What to send</source>
        <translation>要发送的内容</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>HEX</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>What to send it as</source>
        <translation>发送形式</translation>
    </message>
    <message>
        <source>Line end</source>
        <translation>行尾</translation>
    </message>
    <message>
        <source>no line end</source>
        <translation>不加行尾</translation>
    </message>
    <message>
        <source>ends with \n</source>
        <translation>以 \n 结尾</translation>
    </message>
    <message>
        <source>ends with \r\n</source>
        <translation>以 \r\n 结尾</translation>
    </message>
    <message>
        <source>Repeat every</source>
        <translation>重复间隔</translation>
    </message>
    <message>
        <source>never</source>
        <translation>不重复</translation>
    </message>
    <message>
        <source>Seconds between two sendings</source>
        <translation>两次发送间隔的秒数</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop repeating</source>
        <translation>停止重复</translation>
    </message>
    <message numerus="yes">
        <source>Repeating every {time}, %n sent</source>
        <translation>
            <numerusform>每隔 {time} 重复，已发送 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing more can be sent here</source>
        <translation>这里不能再发送</translation>
    </message>
    <message>
        <source>Choose a file first. It is sent as it is, byte for byte.</source>
        <translation>请先选择文件。它会逐字节原样发送。</translation>
    </message>
    <message>
        <source>Type the seconds between two sendings as a number, for example 5.</source>
        <translation>请用数字输入两次发送间隔的秒数，例如 5。</translation>
    </message>
    <message>
        <source>Nobody has sent anything here yet. Who sends can be answered.</source>
        <translation>还没有人发来内容。收到后才能回答对方。</translation>
    </message>
    <message>
        <source>These are no bytes. Type two digits or letters a to f for each: 7E 00 1F.</source>
        <translation>这不是字节。每个字节请输入两位数字或字母 a 到 f：7E 00 1F。</translation>
    </message>
    <message>
        <source>There is nothing to send yet. Type something first.</source>
        <translation>还没有可发送的内容。请先输入。</translation>
    </message>
    <message>
        <source>Bytes, for example 7E 00 1F</source>
        <translation>字节，例如 7E 00 1F</translation>
    </message>
    <message>
        <source>Choose a file to send</source>
        <translation>选择要发送的文件</translation>
    </message>
    <message>
        <source>This is too long to type. Put it into a file and send that.</source>
        <translation>内容太长，无法输入。请存为文件再发送。</translation>
    </message>
    <message>
        <source>The file is sent as it is, then nothing more.</source>
        <translation>文件原样发送，不附加任何内容。</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
</context>
<context>
    <name>SocketTalk</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>HEX</translation>
    </message>
    <message>
        <source>How bytes are shown</source>
        <translation>字节的显示方式</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>This socket</source>
        <translation>此套接字</translation>
    </message>
    <message>
        <source>All sockets</source>
        <translation>所有套接字</translation>
    </message>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n 个已打开</numerusform>
        </translation>
    </message>
    <message>
        <source>Listening, {line}</source>
        <translation>正在监听，{line}</translation>
    </message>
    <message>
        <source>{transport}, connected for {age}</source>
        <translation>{transport}，已连接 {age}</translation>
    </message>
    <message>
        <source>{transport}, connected for {age}, nothing more is sent</source>
        <translation>{transport}，已连接 {age}，不再发送</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Sockets</name>
    <message>
        <source>{host} refuses port {port}. Does a program listen there, and is the port right?</source>
        <translation>{host} 拒绝了端口 {port} 的连接。请确认那里有程序在监听，端口也没有填错。</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>端口是 1 到 65535 之间的数字。</translation>
    </message>
    <message>
        <source>This account may not open port {port}. Choose a port above 1023.</source>
        <translation>当前用户无权使用端口 {port}。请选择大于 1023 的端口。</translation>
    </message>
    <message>
        <source>looking up the name</source>
        <translation>正在查询名称</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>reply: {reply}</source>
        <translation>回复：{reply}</translation>
    </message>
    <message numerus="yes">
        <source>%n clients</source>
        <translation>
            <numerusform>%n 个客户端</numerusform>
        </translation>
    </message>
    <message>
        <source>{reply}, {clients}</source>
        <translation>{reply}，{clients}</translation>
    </message>
    <message numerus="yes">
        <source>%n texts wait</source>
        <translation>
            <numerusform>%n 条等待显示</numerusform>
        </translation>
    </message>
    <message>
        <source>open {age}</source>
        <translation>已打开 {age}</translation>
    </message>
    <message>
        <source>{transport}, open {age}</source>
        <translation>{transport}，已打开 {age}</translation>
    </message>
    <message>
        <source>closed by the other side</source>
        <translation>对方已关闭</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>{what}, {time}</source>
        <translation>{what}，{time}</translation>
    </message>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n 个已打开</numerusform>
        </translation>
    </message>
    <message>
        <source>All sockets</source>
        <translation>所有套接字</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>监听</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Clients of TCP {port}</source>
        <translation>TCP {port} 的客户端</translation>
    </message>
    <message>
        <source>{title}, {line}</source>
        <translation>{title}，{line}</translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <translation>
            <numerusform>%n 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h</source>
        <translation>
            <numerusform>%n 小时</numerusform>
        </translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>unknown name</source>
        <translation>名称未知</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有回应</translation>
    </message>
    <message>
        <source>out of reach</source>
        <translation>无法到达</translation>
    </message>
    <message>
        <source>broken off</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>one datagram</source>
        <translation>每个数据报</translation>
    </message>
    <message>
        <source>a line</source>
        <translation>按行</translation>
    </message>
    <message>
        <source>{n} ms of silence</source>
        <translation>静默 {n} 毫秒</translation>
    </message>
    <message>
        <source>{n} bytes</source>
        <translation>每 {n} 字节</translation>
    </message>
    <message>
        <source>what one reading brings</source>
        <translation>每次读取的内容</translation>
    </message>
    <message>
        <source>Closed; saved as {name}</source>
        <translation>已关闭；已保存为 {name}</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Connection from {peer} closed</source>
        <translation>来自 {peer} 的连接已关闭</translation>
    </message>
    <message>
        <source>The other side closed the connection</source>
        <translation>对方关闭了连接</translation>
    </message>
    <message>
        <source>Not listening any more</source>
        <translation>已停止监听</translation>
    </message>
    <message>
        <source>Closed here</source>
        <translation>已在这里关闭</translation>
    </message>
    <message>
        <source>Listening on {address}</source>
        <translation>正在监听 {address}</translation>
    </message>
    <message>
        <source>Connection from {peer}</source>
        <translation>来自 {peer} 的连接</translation>
    </message>
    <message>
        <source>Ready to exchange datagrams with {peer}</source>
        <translation>可以与 {peer} 收发数据报</translation>
    </message>
    <message>
        <source>Connected to {peer} in {time} ms</source>
        <translation>已连接到 {peer}，用时 {time} 毫秒</translation>
    </message>
</context>
<context>
    <name>SocketsPage</name>
    <message>
        <source>Sockets</source>
        <translation>套接字</translation>
    </message>
    <message>
        <source>Plain TCP and UDP, for everything that speaks neither Lanyard nor TLS</source>
        <translation>明文 TCP 和 UDP，用于不使用 Lanyard 和 TLS 的程序与设备</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>监听</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>No sockets yet</source>
        <translation>还没有套接字</translation>
    </message>
    <message>
        <source>Listen for plain programs, or connect to one, with the buttons above.</source>
        <translation>用上面的按钮监听普通程序的连接，或连接到一个程序。</translation>
    </message>
</context>
<context>
    <name>Spoken</name>
    <message>
        <source>This message was deleted</source>
        <translation>这条消息已删除</translation>
    </message>
    <message numerus="yes">
        <source>{name} and %n more, {size}</source>
        <translation>
            <numerusform>{name} 和另外 %n 个，{size}</numerusform>
        </translation>
    </message>
    <message>
        <source>{name}, {size}</source>
        <translation>{name}，{size}</translation>
    </message>
    <message>
        <source>{name}, {time}: {text}</source>
        <translation>{name}，{time}：{text}</translation>
    </message>
    <message>
        <source>You, {time}: {text}</source>
        <translation>你，{time}：{text}</translation>
    </message>
    <message>
        <source>You, {time}, everybody has it: {text}</source>
        <translation>你，{time}，所有人都已收到：{text}</translation>
    </message>
    <message>
        <source>You, {time}, waits to be sent: {text}</source>
        <translation>你，{time}，等待发送：{text}</translation>
    </message>
    <message>
        <source>You, {time}, not sent: {text}</source>
        <translation>你，{time}，未发送：{text}</translation>
    </message>
    <message>
        <source>Guest {name} at {address}, not encrypted, {time}: {text}</source>
        <translation>访客 {name}，{address}，未加密，{time}：{text}</translation>
    </message>
    <message>
        <source>{text} (edited)</source>
        <translation>{text}（已编辑）</translation>
    </message>
    <message>
        <source>{text} (reactions: {reactions})</source>
        <translation>{text}（表情回应：{reactions}）</translation>
    </message>
    <message>
        <source>A message that is not on this computer</source>
        <translation>一条不在这台电脑上的消息</translation>
    </message>
    <message>
        <source>in answer to an older message: {text}</source>
        <translation>回复较早的一条消息：{text}</translation>
    </message>
    <message>
        <source>in answer to {name}, “{quoted}”: {text}</source>
        <translation>回复 {name} 的“{quoted}”：{text}</translation>
    </message>
    <message>
        <source>{name}, {time}:</source>
        <translation>{name}，{time}：</translation>
    </message>
    <message>
        <source>Guest {name} ({address}, not encrypted), {time}:</source>
        <translation>访客 {name}（{address}，未加密），{time}：</translation>
    </message>
</context>
<context>
    <name>SpoolChoice</name>
    <message>
        <source>Files for somebody who is away are kept on this computer until that person is back. Whoever uses this computer could read them; what passes while both are there, nobody here can.</source>
        <translation>发给不在的人的文件保存在这台电脑上，直到对方回来。使用这台电脑的人能读到这些文件；双方都在时传送的内容，这里谁也读不到。</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>不保留</translation>
    </message>
    <message>
        <source>Gigabytes kept for people who are away</source>
        <translation>为不在的人保留多少 GB</translation>
    </message>
    <message>
        <source>days:</source>
        <translation>天数：</translation>
    </message>
    <message>
        <source>How many days files wait for people who are away</source>
        <translation>文件为不在的人保留多少天</translation>
    </message>
</context>
<context>
    <name>SpoolList</name>
    <message>
        <source>Kept for people who are away</source>
        <translation>为不在的人保留的文件</translation>
    </message>
    <message>
        <source>Remove all</source>
        <translation>全部删除</translation>
    </message>
    <message>
        <source>{used} of {quota}</source>
        <translation>已用 {used}，共 {quota}</translation>
    </message>
    <message>
        <source>{used}, nothing new is kept</source>
        <translation>{used}，不再保留新的文件</translation>
    </message>
    <message>
        <source>The people who left them are told. They still have their files.</source>
        <translation>留下文件的人会得到通知。他们自己的文件还在。</translation>
    </message>
    <message>
        <source>Remove all of it?</source>
        <translation>全部删除吗？</translation>
    </message>
</context>
<context>
    <name>TickWords</name>
    <message>
        <source>On this computer; waits until the host has it</source>
        <translation>在这台电脑上，等待主机收到</translation>
    </message>
    <message>
        <source>On everybody&apos;s disk</source>
        <translation>已在所有人的磁盘上</translation>
    </message>
    <message>
        <source>On the host&apos;s disk</source>
        <translation>已在主机的磁盘上</translation>
    </message>
    <message>
        <source>On the host&apos;s disk. Not yet on the disk of {names}</source>
        <translation>已在主机的磁盘上。还不在这些人的磁盘上：{names}</translation>
    </message>
    <message numerus="yes">
        <source>On the host&apos;s disk. Not yet on the disk of {names} and %n more</source>
        <translation>
            <numerusform>已在主机的磁盘上。还不在这些人的磁盘上：{names} 和另外 %n 人</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Traffic</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>To</source>
        <translation>发往</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>cut: the datagram was longer</source>
        <translation>已截断：数据报更长</translation>
    </message>
    <message>
        <source>only the beginning</source>
        <translation>只有开头</translation>
    </message>
    <message>
        <source>not UTF-8 or GB18030</source>
        <translation>不是 UTF-8 或 GB18030</translation>
    </message>
    <message>
        <source>{n} B</source>
        <translation>{n} B</translation>
    </message>
    <message>
        <source>note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>已发送</translation>
    </message>
</context>
<context>
    <name>TrafficPanel</name>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter by text or address</source>
        <translation>按文字或地址筛选</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Save what is shown</source>
        <translation>保存显示的内容</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>复制文字</translation>
    </message>
    <message>
        <source>Copy as hex</source>
        <translation>复制为十六进制</translation>
    </message>
    <message>
        <source>Copy with time and address</source>
        <translation>连同时间和地址一起复制</translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation>显示全部内容</translation>
    </message>
    <message>
        <source>Show only this address</source>
        <translation>只显示这个地址</translation>
    </message>
    <message numerus="yes">
        <source>Paused, %n new</source>
        <translation>
            <numerusform>已暂停，%n 条新内容</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows, looking on</source>
        <translation>
            <numerusform>%n 条，仍在查找</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>文本文件 (*.txt)</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON 行 (*.jsonl)</translation>
    </message>
    <message>
        <source>Packet captures (*.pcap)</source>
        <translation>抓包文件 (*.pcap)</translation>
    </message>
    <message>
        <source>traffic.txt</source>
        <translation>收发.txt</translation>
    </message>
    <message>
        <source>Saving {name}.</source>
        <translation>正在保存 {name}。</translation>
    </message>
    <message numerus="yes">
        <source>%n rows saved as {name}.</source>
        <translation>
            <numerusform>%n 条已保存为 {name}。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} could not be written ({reason}). Choose another folder.</source>
        <translation>无法写入 {name}（{reason}）。请选择其他文件夹。</translation>
    </message>
</context>
<context>
    <name>TrafficTable</name>
    <message>
        <source>What passed</source>
        <translation>收发内容</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>{name} ({size} bytes)</source>
        <translation>{name}（{size} 字节）</translation>
    </message>
    <message>
        <source>guest {address}</source>
        <translation>访客 {address}</translation>
    </message>
    <message>
        <source>to {name}</source>
        <translation>发给 {name}</translation>
    </message>
    <message>
        <source>one person</source>
        <translation>发给一个人</translation>
    </message>
    <message>
        <source>an earlier message</source>
        <translation>较早的一条消息</translation>
    </message>
</context>
<context>
    <name>TransferList</name>
    <message>
        <source>Transfers</source>
        <translation>传输</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
</context>
<context>
    <name>TransferWords</name>
    <message>
        <source>Cancel the transfer</source>
        <translation>取消传输</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on now</source>
        <translation>立即继续</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Which files are missing</source>
        <translation>缺少哪些文件</translation>
    </message>
    <message>
        <source>Copy BLAKE3 digest</source>
        <translation>复制 BLAKE3 摘要</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>{title}, {state}, {line}</source>
        <translation>{title}，{state}，{line}</translation>
    </message>
    <message>
        <source>A file without a name</source>
        <translation>没有名称的文件</translation>
    </message>
    <message numerus="yes">
        <source>{name} and %n more</source>
        <translation>
            <numerusform>{name} 和另外 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n files</source>
        <translation>
            <numerusform>{done} / %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Waits for the connection; goes on by itself.</source>
        <translation>等待连接恢复，会自动继续。</translation>
    </message>
    <message>
        <source>Waits for {name}; goes on by itself.</source>
        <translation>等待 {name}，会自动继续。</translation>
    </message>
    <message>
        <source>The disk is full. Free some space; it then goes on by itself.</source>
        <translation>磁盘已满。请腾出空间，之后会自动继续。</translation>
    </message>
    <message>
        <source>The disk of {name} is full. Goes on by itself.</source>
        <translation>{name} 的磁盘已满。会自动继续。</translation>
    </message>
    <message>
        <source>{why} It goes on by itself when that is over.</source>
        <translation>{why}问题解决后会自动继续。</translation>
    </message>
    <message>
        <source>{name} gets it when they are back. Until then the person hosting could read it.</source>
        <translation>{name} 回来后就能收到。在此之前，房主能读到它。</translation>
    </message>
    <message>
        <source>Paused by {name}.</source>
        <translation>{name} 暂停了传输。</translation>
    </message>
    <message>
        <source>{size}, waits for an answer</source>
        <translation>{size}，等待对方回应</translation>
    </message>
    <message>
        <source>{size}, connecting</source>
        <translation>{size}，正在连接</translation>
    </message>
    <message>
        <source>{size}, checking that all of it arrived</source>
        <translation>{size}，正在核对是否完整</translation>
    </message>
    <message>
        <source>waits at {moved}</source>
        <translation>等待中，完成 {moved}</translation>
    </message>
    <message>
        <source>paused at {moved}</source>
        <translation>已暂停，完成 {moved}</translation>
    </message>
    <message>
        <source>{size}, saved</source>
        <translation>{size}，已保存</translation>
    </message>
    <message>
        <source>{size}, received</source>
        <translation>{size}，对方已收到</translation>
    </message>
    <message>
        <source>{size}, declined</source>
        <translation>{size}，已拒绝</translation>
    </message>
    <message>
        <source>cancelled at {moved}</source>
        <translation>已取消，完成 {moved}</translation>
    </message>
    <message>
        <source>{size}, cancelled</source>
        <translation>{size}，已取消</translation>
    </message>
    <message>
        <source>stopped at {percent}</source>
        <translation>中止于 {percent}</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已中止</translation>
    </message>
    <message>
        <source>{moved}, {speed}, {left}</source>
        <translation>{moved}，{speed}，{left}</translation>
    </message>
    <message>
        <source>{moved}, {speed}</source>
        <translation>{moved}，{speed}</translation>
    </message>
    <message>
        <source>{size}, on the host until {day}</source>
        <translation>{size}，在主机上保留到 {day}</translation>
    </message>
    <message numerus="yes">
        <source>%n files did not come.</source>
        <translation>
            <numerusform>%n 个文件没有传到。</numerusform>
        </translation>
    </message>
    <message>
        <source>{who}. {why}</source>
        <translation>{who}。{why}</translation>
    </message>
    <message>
        <source>{who}, left on the host meanwhile</source>
        <translation>{who}，先留在主机上</translation>
    </message>
    <message>
        <source>{who}, from what the host kept</source>
        <translation>{who}，取自主机保留的文件</translation>
    </message>
    <message>
        <source>{who}, by way of the host</source>
        <translation>{who}，经由主机转发</translation>
    </message>
    <message>
        <source>{who}, passed on by {name}</source>
        <translation>{who}，由 {name} 转传</translation>
    </message>
    <message>
        <source>{who}, went on at {size}</source>
        <translation>{who}，从 {size} 处继续</translation>
    </message>
    <message>
        <source>{who}: {file}</source>
        <translation>{who}：{file}</translation>
    </message>
    <message>
        <source>to everybody in the room</source>
        <translation>发给房间里所有人</translation>
    </message>
    <message>
        <source>to everybody in {room}</source>
        <translation>发给 {room} 所有人</translation>
    </message>
    <message>
        <source>from {name}, {room}</source>
        <translation>来自 {name}，{room}</translation>
    </message>
    <message>
        <source>from {name}</source>
        <translation>来自 {name}</translation>
    </message>
    <message>
        <source>to {name}, {room}</source>
        <translation>发给 {name}，{room}</translation>
    </message>
    <message>
        <source>to {name}</source>
        <translation>发给 {name}</translation>
    </message>
    <message>
        <source>{first}, {next}</source>
        <translation>{first}，{next}</translation>
    </message>
</context>
<context>
    <name>TransfersPage</name>
    <message>
        <source>Transfers</source>
        <translation>传输</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Which are shown</source>
        <translation>显示哪些</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已结束的</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n 个进行中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n 个等待中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n 个已暂停</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stopped</source>
        <translation>
            <numerusform>%n 个已中止</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n 个已完成</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n offers waiting</source>
        <translation>
            <numerusform>%n 个等待接收</numerusform>
        </translation>
    </message>
    <message>
        <source>Files to others and from others</source>
        <translation>发给别人和收到的文件</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>这里没有内容</translation>
    </message>
    <message>
        <source>No transfers yet</source>
        <translation>还没有传输</translation>
    </message>
    <message>
        <source>Files that you send or receive appear here while Lanyard runs.</source>
        <translation>Lanyard 运行期间，发送和接收的文件会显示在这里。</translation>
    </message>
    <message>
        <source>{first}, {next}</source>
        <translation>{first}，{next}</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Show Lanyard</source>
        <translation>显示 Lanyard</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Lanyard</source>
        <translation>Lanyard</translation>
    </message>
    <message>
        <source>Lanyard goes on</source>
        <translation>Lanyard 仍在运行</translation>
    </message>
    <message>
        <source>It stays here, so that nobody’s message is lost. Quit is in this menu.</source>
        <translation>它会留在这里，以免漏掉别人的消息。要退出，请用这里的菜单。</translation>
    </message>
</context>
<context>
    <name>TrustedList</name>
    <message>
        <source>Files of these devices come in unasked:</source>
        <translation>以下设备的文件不经询问直接接收：</translation>
    </message>
    <message>
        <source>Devices whose files are accepted unasked</source>
        <translation>不经询问接收其文件的设备</translation>
    </message>
    <message>
        <source>Ask again from now on</source>
        <translation>以后重新询问</translation>
    </message>
    <message>
        <source>{name}, up to {size}</source>
        <translation>{name}，上限 {size}</translation>
    </message>
</context>
<context>
    <name>WholeText</name>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message numerus="yes">
        <source>%n bytes from {source} to {target}</source>
        <translation>
            <numerusform>%n 字节，从 {source} 到 {target}</numerusform>
        </translation>
    </message>
    <message>
        <source>A note about this socket</source>
        <translation>关于此套接字的说明</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
</context>
<context>
    <name>WhyPage</name>
    <message>
        <source>Rooms near you</source>
        <translation>附近的房间</translation>
    </message>
    <message>
        <source>None seen yet</source>
        <translation>还没有发现</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再找一次</translation>
    </message>
    <message>
        <source>What has been tried</source>
        <translation>已经试过的</translation>
    </message>
    <message>
        <source>Why don’t I see anybody?</source>
        <translation>为什么看不到任何人？</translation>
    </message>
    <message>
        <source>Rooms appear here by themselves. This is what has been tried.</source>
        <translation>附近的房间会自动出现。下面是已经试过的。</translation>
    </message>
    <message>
        <source>Join by address…</source>
        <translation>输入地址加入…</translation>
    </message>
    <message>
        <source>Host a room here</source>
        <translation>在这台电脑开设房间</translation>
    </message>
    <message numerus="yes">
        <source>%n rooms seen</source>
        <translation>
            <numerusform>发现 %n 个房间</numerusform>
        </translation>
    </message>
    <message>
        <source>Asking has just begun</source>
        <translation>刚开始查找</translation>
    </message>
    <message>
        <source>A moment.</source>
        <translation>请稍候。</translation>
    </message>
    <message>
        <source>Rooms are asked for, not overheard</source>
        <translation>只能主动查找，听不到房间的通告</translation>
    </message>
    <message>
        <source>Another program holds the port on which rooms announce themselves. They may appear a little later.</source>
        <translation>房间通告所用的端口被其他程序占用。房间可能会晚一些出现。</translation>
    </message>
    <message>
        <source>{address}: {error}. Other networks are asked all the same.</source>
        <translation>{address}：{error}。其他网络仍会继续查找。</translation>
    </message>
    <message>
        <source>Asking on {interface} failed</source>
        <translation>通过 {interface} 查找失败</translation>
    </message>
    <message>
        <source>the multicast group</source>
        <translation>组播地址</translation>
    </message>
    <message>
        <source>Asking on {interface}</source>
        <translation>正在通过 {interface} 查找</translation>
    </message>
    <message>
        <source>{address}, not asked yet.</source>
        <translation>{address}，还没有查找。</translation>
    </message>
    <message numerus="yes">
        <source>{address}, asked {where}, last {ago} s ago. %n answers.</source>
        <translation>
            <numerusform>{address}，已向 {where} 查找，上次在 {ago} 秒前。有 %n 个回应。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{address}, asked {where} %n times, last {ago} s ago. Nobody answered.</source>
        <translation>
            <numerusform>{address}，已向 {where} 查找 %n 次，上次在 {ago} 秒前。没有回应。</numerusform>
        </translation>
    </message>
    <message>
        <source>This computer is not on a network</source>
        <translation>这台电脑没有连接网络</translation>
    </message>
    <message>
        <source>Connect it to Wi-Fi or plug in a cable. Asking begins by itself then.</source>
        <translation>请连接 Wi-Fi 或插上网线，之后会自动开始查找。</translation>
    </message>
    <message>
        <source>Nobody may have opened a room</source>
        <translation>可能还没有人开设房间</translation>
    </message>
    <message>
        <source>One computer hosts a room, then the others see it here.</source>
        <translation>一台电脑开设房间后，其他电脑就能在这里看到。</translation>
    </message>
    <message>
        <source>A firewall may keep the answers out</source>
        <translation>回应可能被防火墙拦住了</translation>
    </message>
    <message>
        <source>Allow Lanyard in the firewall of this computer and of the one that hosts.</source>
        <translation>请在这台电脑和房主电脑的防火墙中允许 Lanyard。</translation>
    </message>
    <message>
        <source>Some Wi-Fi networks keep devices apart</source>
        <translation>有些 Wi-Fi 会隔离设备</translation>
    </message>
    <message>
        <source>Guest networks often do (“client isolation”). Then nobody can be found; joining by address may still work, or use a cable.</source>
        <translation>访客网络常常如此（“客户端隔离”）。这时找不到任何人；可以试试输入地址加入，或改用网线。</translation>
    </message>
</context>
<context>
    <name>_AddressRow</name>
    <message>
        <source>{address}, {interface}</source>
        <translation>{address}, {interface}</translation>
    </message>
    <message>
        <source>Copy {address}</source>
        <translation>复制 {address}</translation>
    </message>
</context>
<context>
    <name>_Me</name>
    <message>
        <source>Host or join a room</source>
        <translation>开设或加入房间</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>_NearRow</name>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message numerus="yes">
        <source>%n people, hosted by {host}, asks for a passcode</source>
        <translation>
            <numerusform>%n 人，由 {host} 开设，需要口令</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people, hosted by {host}</source>
        <translation>
            <numerusform>%n 人，由 {host} 开设</numerusform>
        </translation>
    </message>
    <message>
        <source>Join {room}</source>
        <translation>加入 {room}</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>from {author} for {to}, {size}, until {day}</source>
        <translation>{author} 给 {to}，{size}，保留到 {day}</translation>
    </message>
    <message>
        <source>from {author} for {to}, {size}, still coming</source>
        <translation>{author} 给 {to}，{size}，还在传来</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>删除 {name}</translation>
    </message>
</context>
<context>
    <name>_Rows</name>
    <message>
        <source>Offered files</source>
        <translation>对方要发送的文件</translation>
    </message>
</context>
<context>
    <name>_SendingRow</name>
    <message>
        <source>Remove {text}</source>
        <translation>删除 {text}</translation>
    </message>
    <message>
        <source>Send {text}</source>
        <translation>发送 {text}</translation>
    </message>
</context>
<context>
    <name>_Tools</name>
    <message>
        <source>Broadcast</source>
        <translation>广播</translation>
    </message>
    <message>
        <source>Sockets</source>
        <translation>套接字</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>传输</translation>
    </message>
</context>
<context>
    <name>diagnostics</name>
    <message>
        <source>Lanyard made a mistake. What happened is written in {file}.</source>
        <translation>Lanyard 出错了。经过已写入 {file}。</translation>
    </message>
</context>
<context>
    <name>sentences</name>
    <message>
        <source>The host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>This</source>
        <translation>这一项</translation>
    </message>
    <message>
        <source>The other side</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Something went wrong ({detail}). Try again.</source>
        <translation>出了点问题（{detail}）。请重试。</translation>
    </message>
    <message>
        <source>Type a name first. Others see it beside what you say.</source>
        <translation>请先输入名字。别人会在你的发言旁看到它。</translation>
    </message>
    <message>
        <source>The room needs a name. Others find it by that.</source>
        <translation>请给房间起个名字。别人靠它找到房间。</translation>
    </message>
    <message>
        <source>No host is named yet. Type its address or its name, for example 10.0.0.12.</source>
        <translation>还没有填写主机。请输入它的地址或名称，例如 10.0.0.12。</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535. Rooms are usually on 25225.</source>
        <translation>端口是 1 到 65535 之间的数字。房间通常使用 25225。</translation>
    </message>
    <message>
        <source>Port {port} is taken by another program. Choose another port or close that program.</source>
        <translation>端口 {port} 已被其他程序占用。请换一个端口，或关闭那个程序。</translation>
    </message>
    <message>
        <source>This account may not open port {port}. Choose a port above 1023, for example 25225.</source>
        <translation>当前用户无权使用端口 {port}。请选择大于 1023 的端口，例如 25225。</translation>
    </message>
    <message>
        <source>{host} is not an address of this computer. Leave the address out to listen on all of them.</source>
        <translation>{host} 不是这台电脑的地址。不填地址，即可在所有地址上接受连接。</translation>
    </message>
    <message>
        <source>Port {port} could not be opened. Try another port.</source>
        <translation>无法打开端口 {port}。请换一个端口。</translation>
    </message>
    <message>
        <source>This computer already hosts a room. Close that one before opening another.</source>
        <translation>这台电脑已经开设了一个房间。请先关闭它，再开设新的。</translation>
    </message>
    <message>
        <source>No computer called {host} was found. Check the spelling, or type its address instead.</source>
        <translation>找不到名为 {host} 的电脑。请检查拼写，或改为输入地址。</translation>
    </message>
    <message>
        <source>{host} refuses port {port}. Is the room open there, and is the port right?</source>
        <translation>{host} 拒绝了端口 {port} 的连接。请确认房间已在那里开放，端口也没有填错。</translation>
    </message>
    <message>
        <source>{host} does not answer on port {port}. It may be switched off, on another network, or its firewall may keep Lanyard out.</source>
        <translation>{host} 的端口 {port} 没有回应。它可能已关机、在别的网络，或防火墙拦住了 Lanyard。</translation>
    </message>
    <message>
        <source>There is no way from here to {host}. Check that both computers are on the same network.</source>
        <translation>无法从这里到达 {host}。请确认两台电脑在同一个网络。</translation>
    </message>
    <message>
        <source>What answers at {host}, port {port}, is not Lanyard. Ask the person hosting for the right port.</source>
        <translation>在 {host} 端口 {port} 回应的不是 Lanyard。请向房主询问正确的端口。</translation>
    </message>
    <message>
        <source>You are in this room already. Choose it in the list of rooms.</source>
        <translation>你已经在这个房间里。请在房间列表中选择它。</translation>
    </message>
    <message>
        <source>{host} does not have the identity this computer remembers for the room. The program may be new there, or somebody may pretend to be the host. Ask the person hosting before you trust it (in a terminal: --trust-changed).</source>
        <translation>{host} 的身份与这台电脑记住的房间身份不同。可能是那边重装了程序，也可能有人冒充主机。请先向房主确认再信任（在终端中用 --trust-changed）。</translation>
    </message>
    <message>
        <source>This room asks for a passcode. The person hosting it knows it.</source>
        <translation>这个房间需要口令。请向房主询问。</translation>
    </message>
    <message>
        <source>That is not the passcode of this room. Ask the person hosting, then try again.</source>
        <translation>口令不对。请向房主询问后再试。</translation>
    </message>
    <message>
        <source>The room is full. Try again when somebody has left, or ask the person hosting.</source>
        <translation>房间已满。请等有人离开后再试，或联系房主。</translation>
    </message>
    <message>
        <source>{host} runs an older Lanyard that this one cannot talk to. Update it there.</source>
        <translation>{host} 上的 Lanyard 版本较旧，无法与这里互通。请在那边更新。</translation>
    </message>
    <message>
        <source>{host} runs a newer Lanyard. Update it on this computer, then join again.</source>
        <translation>{host} 上的 Lanyard 版本较新。请更新这台电脑上的 Lanyard，然后重新加入。</translation>
    </message>
    <message>
        <source>No room was found on this network. Ask the person hosting for the address and name it, for example 10.0.0.12.</source>
        <translation>在这个网络上没有找到房间。请向房主询问地址并填写，例如 10.0.0.12。</translation>
    </message>
    <message>
        <source>There are several rooms on this network. Say which one: {detail}.</source>
        <translation>这个网络上有多个房间。请指明其中一个：{detail}。</translation>
    </message>
    <message>
        <source>This computer is not on a network. Connect it to Wi-Fi or plug in a cable; Lanyard goes on by itself.</source>
        <translation>这台电脑没有连接网络。请连接 Wi-Fi 或插上网线，Lanyard 会自动继续。</translation>
    </message>
    <message>
        <source>There is no display to open a window on. Without one, host a room with &apos;lanyard host&apos; or join one with &apos;lanyard join&apos;.</source>
        <translation>没有可以打开窗口的显示器。没有显示器时，请用 &apos;lanyard host&apos; 开设房间，或用 &apos;lanyard join&apos; 加入房间。</translation>
    </message>
    <message>
        <source>The line to {host} broke. What you write is kept and sent when it is back.</source>
        <translation>与 {host} 的连接中断了。你写的内容会保留，恢复后发送。</translation>
    </message>
    <message>
        <source>The person hosting this room does not let this computer in. Talk to them if that is a mistake.</source>
        <translation>房主不允许这台电脑进入。如果是误会，请与房主联系。</translation>
    </message>
    <message>
        <source>The person hosting this room has removed you from it. You can join again if they agree.</source>
        <translation>房主已将你请出房间。房主同意后，你可以重新加入。</translation>
    </message>
    <message>
        <source>The room was closed. You can join again when it is open the next time.</source>
        <translation>房间已关闭。下次开放时可以重新加入。</translation>
    </message>
    <message>
        <source>{host} said something Lanyard cannot understand, so the line was cut. Use the same version on both computers.</source>
        <translation>Lanyard 无法理解 {host} 发来的内容，因此断开了连接。请在两台电脑上使用相同的版本。</translation>
    </message>
    <message>
        <source>You are not in that room. Join it first.</source>
        <translation>你不在那个房间里。请先加入。</translation>
    </message>
    <message>
        <source>The message this belongs to is not in the room any more. Say it in a new one.</source>
        <translation>它所对应的消息已不在房间里。请另发一条新消息。</translation>
    </message>
    <message>
        <source>Only the person who wrote a message can change it. Answer it instead.</source>
        <translation>只有写消息的人才能修改它。可以回复它。</translation>
    </message>
    <message>
        <source>There is nothing to send yet. Type something first.</source>
        <translation>还没有可发送的内容。请先输入。</translation>
    </message>
    <message>
        <source>This text is too long for one message. Send it in parts or as a file.</source>
        <translation>文字太长，一条消息放不下。请分几次发送，或作为文件发送。</translation>
    </message>
    <message>
        <source>Nothing of a room called {name} is kept here. Join it once, and what is said there is.</source>
        <translation>这里没有保存名为 {name} 的房间的内容。加入一次之后，那里说的话就会保存下来。</translation>
    </message>
    <message>
        <source>Several rooms here are called {name}. Use the id to say which one you mean: {detail}.</source>
        <translation>这里有几个房间都叫 {name}。请用 ID 指明是哪一个：{detail}。</translation>
    </message>
    <message>
        <source>Nobody called {name} is in the room. Check the name in the list of people.</source>
        <translation>房间里没有叫 {name} 的人。请在成员列表中核对名字。</translation>
    </message>
    <message>
        <source>Several people in the room are called {name}. Use the device id to say whom you mean: {detail}.</source>
        <translation>房间里有几个人都叫 {name}。请用设备 ID 指明是哪一位：{detail}。</translation>
    </message>
    <message>
        <source>Nobody else is in the room yet. Wait until somebody has joined.</source>
        <translation>房间里还没有其他人。请等有人加入。</translation>
    </message>
    <message>
        <source>This text is too long for a broadcast. Shorten it, or say it in a room.</source>
        <translation>文字太长，无法广播。请缩短，或在房间里发送。</translation>
    </message>
    <message>
        <source>The broadcast could not be sent. Check that this computer is on a network.</source>
        <translation>广播没有发出。请确认这台电脑已连接网络。</translation>
    </message>
    <message>
        <source>{name} is not there any more. Choose the file again.</source>
        <translation>{name} 已经不在了。请重新选择文件。</translation>
    </message>
    <message>
        <source>{name} cannot be read. Check who may open it, then offer it again.</source>
        <translation>无法读取 {name}。请检查文件权限，然后重新发送。</translation>
    </message>
    <message>
        <source>{name} is a folder. Pack it into one file first, or choose the files in it.</source>
        <translation>{name} 是文件夹。请先打包成一个文件，或选择其中的文件。</translation>
    </message>
    <message>
        <source>{name} changed while it was being sent. Offer it again when nobody writes to it.</source>
        <translation>{name} 在发送过程中被改动了。请等它不再被写入时重新发送。</translation>
    </message>
    <message>
        <source>{name} did not arrive as it was sent, so it was thrown away. Ask for it again.</source>
        <translation>收到的 {name} 与发出的不一致，已丢弃。请让对方重新发送。</translation>
    </message>
    <message>
        <source>{name} left before the file was here. Ask for it again when they are back.</source>
        <translation>{name} 在文件收完之前离开了。等对方回来后，请再要一次。</translation>
    </message>
    <message>
        <source>{name} cannot read the file any more. Ask for it to be offered again.</source>
        <translation>{name} 那边已无法读取该文件。请让对方重新发送。</translation>
    </message>
    <message>
        <source>{name} has no room left for the file. Ask them to free some space, then try again.</source>
        <translation>{name} 的磁盘空间不足。请让对方腾出空间，然后重试。</translation>
    </message>
    <message>
        <source>{name} could not write the file. Ask them to choose another folder.</source>
        <translation>{name} 那边无法写入文件。请让对方选择其他文件夹。</translation>
    </message>
    <message>
        <source>That is too many files for one offer. Pack them into one file, or offer fewer at a time.</source>
        <translation>一次发送的文件太多。请打包成一个文件，或分几次发送。</translation>
    </message>
    <message>
        <source>{name} is a link or a device and was left out. Offer what it leads to instead.</source>
        <translation>{name} 是链接或设备，已略过。请改为发送它指向的文件。</translation>
    </message>
    <message>
        <source>{name} paused it. It goes on from here when they let it.</source>
        <translation>{name} 暂停了传输。对方恢复后会从这里继续。</translation>
    </message>
    <message>
        <source>{name} left before the file was there. Offer it again when they are back.</source>
        <translation>{name} 在收完文件之前离开了。等对方回来后请重新发送。</translation>
    </message>
    <message>
        <source>{name} is away and the host keeps no files. It goes on when both of you are there.</source>
        <translation>{name} 不在，主机不保留文件。你们都在时会继续。</translation>
    </message>
    <message>
        <source>{name} is away and the host has no room for it. It goes on when both of you are there.</source>
        <translation>{name} 不在，主机也没有空间存放。你们都在时会继续。</translation>
    </message>
    <message>
        <source>{name} did not fetch it from the host in time. It goes on when both of you are there.</source>
        <translation>{name} 没有及时从主机取走。你们都在时会继续。</translation>
    </message>
    <message>
        <source>The person hosting removed it. It goes to {name} when both of you are there.</source>
        <translation>房主把它删除了。你们都在时，它会传给 {name}。</translation>
    </message>
    <message>
        <source>{name} does not want the file. Ask before you offer it again.</source>
        <translation>{name} 不想接收该文件。重新发送前请先问一下。</translation>
    </message>
    <message>
        <source>You stopped it. It can be offered again at any time.</source>
        <translation>你已停止传输。可以随时重新发送。</translation>
    </message>
    <message>
        <source>{name} stopped it. Ask them if the file is to be sent again.</source>
        <translation>{name} 停止了传输。是否要重新发送，请问一下对方。</translation>
    </message>
    <message>
        <source>This offer does not exist any more. Ask for the file to be offered again.</source>
        <translation>这个文件已不再提供。请让对方重新发送。</translation>
    </message>
    <message>
        <source>Nothing can be written to {name}. Choose another folder.</source>
        <translation>无法写入 {name}。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The disk is full. Free some space, then try again.</source>
        <translation>磁盘已满。请腾出空间后重试。</translation>
    </message>
    <message>
        <source>The disk reports an error. Choose another folder, or try again.</source>
        <translation>磁盘报告错误。请选择其他文件夹，或重试。</translation>
    </message>
    <message>
        <source>That is not hexadecimal. Type two digits for each byte, for example 48 65 6c 6c 6f.</source>
        <translation>这不是十六进制。每个字节请输入两位，例如 48 65 6c 6c 6f。</translation>
    </message>
    <message>
        <source>The history on this computer was written by a newer Lanyard. Use that version, or start with another profile (--profile DIR).</source>
        <translation>这台电脑上的历史记录由较新版本的 Lanyard 写成。请使用那个版本，或换一个配置文件夹启动 (--profile DIR)。</translation>
    </message>
    <message>
        <source>The history cannot be written to the disk. Free some space or check the profile folder, then start Lanyard again.</source>
        <translation>历史记录无法写入磁盘。请腾出空间或检查配置文件夹，然后重新启动 Lanyard。</translation>
    </message>
    <message>
        <source>Lanyard cannot write to its folder {name}. Make it writable, or start with another one (--profile DIR).</source>
        <translation>Lanyard 无法写入它的文件夹 {name}。请让该文件夹可写，或换一个文件夹启动 (--profile DIR)。</translation>
    </message>
    <message>
        <source>This computer&apos;s identity in {name} cannot be read. Restore that file from a backup, or start with another profile (--profile DIR).</source>
        <translation>无法读取 {name} 中的本机身份。请从备份恢复该文件，或换一个配置文件夹启动 (--profile DIR)。</translation>
    </message>
    <message>
        <source>{host} broke the connection off. What came until then is kept; connect again when you want to go on.</source>
        <translation>{host} 断开了连接。此前收到的内容已保留；想继续时请重新连接。</translation>
    </message>
    <message>
        <source>The system reports an error on this connection. Check the network, then try again.</source>
        <translation>系统报告这个连接出错。请检查网络，然后再试。</translation>
    </message>
    <message>
        <source>This socket is not open any more, so nothing was sent. Open it again first.</source>
        <translation>这个套接字已经关闭，所以什么都没有发出。请先重新打开它。</translation>
    </message>
    <message>
        <source>{host} takes no more bytes, so the connection was closed. Check that the program there reads what it gets, then connect again.</source>
        <translation>{host} 不再接收数据，所以连接已关闭。请检查那边的程序是否在读取，然后重新连接。</translation>
    </message>
    <message>
        <source>{name} is not known here: no address, name, service or port was found for it. Check the spelling.</source>
        <translation>这里查不到 {name}：没有对应的地址、名称、服务或端口。请检查拼写。</translation>
    </message>
    <message>
        <source>Only http:// addresses can be asked for here. Type one, for example http://10.0.0.12:8000/.</source>
        <translation>这里只能请求 http:// 地址。请输入一个，例如 http://10.0.0.12:8000/。</translation>
    </message>
    <message>
        <source>{host} did not answer as a web server does. Check the port; connect to it by TCP to see what it says.</source>
        <translation>{host} 的回答不像网页服务器。请检查端口；用 TCP 连接它，看看它说了什么。</translation>
    </message>
    <message>
        <source>The program on this port belongs to somebody else, so it was left alone. Choose another port, or ask them to close it.</source>
        <translation>占用这个端口的程序属于别人，所以没有动它。请选择其他端口，或请对方关闭它。</translation>
    </message>
    <message>
        <source>The program on this port did not end when it was asked to. Close it yourself, or choose another port.</source>
        <translation>占用这个端口的程序收到请求后没有结束。请自己关闭它，或选择其他端口。</translation>
    </message>
    <message>
        <source>Nothing of a room called {name} is kept here. Choose one of these: {detail}.</source>
        <translation>这里没有保存名为 {name} 的房间的内容。请从这些里选择：{detail}。</translation>
    </message>
    <message>
        <source>Port {port} is taken by {detail}. Choose another port or close that program.</source>
        <translation>端口 {port} 已被 {detail} 占用。请换一个端口，或关闭那个程序。</translation>
    </message>
    <message>
        <source>Port {port} could not be opened ({detail}). Try another port.</source>
        <translation>无法打开端口 {port}（{detail}）。请换一个端口。</translation>
    </message>
    <message>
        <source>This text is too long: a message holds {number} bytes. Send it in parts or as a file.</source>
        <translation>文字太长：一条消息最多 {number} 字节。请分几次发送，或作为文件发送。</translation>
    </message>
    <message>
        <source>This text is too long for a broadcast, which holds {number} bytes. Shorten it, or say it in a room.</source>
        <translation>文字太长：一条广播最多 {number} 字节。请缩短，或在房间里发送。</translation>
    </message>
    <message>
        <source>The broadcast could not be sent ({detail}). Check that this computer is on a network.</source>
        <translation>广播没有发出（{detail}）。请确认这台电脑已连接网络。</translation>
    </message>
    <message>
        <source>The disk reports an error ({detail}). Choose another folder, or try again.</source>
        <translation>磁盘报告错误（{detail}）。请选择其他文件夹，或重试。</translation>
    </message>
    <message>
        <source>The history cannot be written to the disk ({detail}). Free some space or check the profile folder, then start Lanyard again.</source>
        <translation>历史记录无法写入磁盘（{detail}）。请腾出空间或检查配置文件夹，然后重新启动 Lanyard。</translation>
    </message>
    <message>
        <source>The system reports an error on this connection ({detail}). Check the network, then try again.</source>
        <translation>系统报告这个连接出错（{detail}）。请检查网络，然后再试。</translation>
    </message>
    <message>
        <source>The port is held by {detail}, which belongs to somebody else and was left alone. Choose another port, or ask them to close it.</source>
        <translation>端口被 {detail} 占用，它属于别人，所以没有动它。请选择其他端口，或请对方关闭它。</translation>
    </message>
    <message>
        <source>The port is held by {detail}, which did not end when it was asked to. Close it yourself, or choose another port.</source>
        <translation>端口被 {detail} 占用，它收到请求后没有结束。请自己关闭它，或选择其他端口。</translation>
    </message>
</context>
</TS>
