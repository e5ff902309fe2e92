<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AddressList</name>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation>
            <numerusform>Show %n more</numerusform>
            <numerusform>Show %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Archive</name>
    <message numerus="yes">
        <source>%n messages are in {path}.</source>
        <translation>
            <numerusform>%n message is in {path}.</numerusform>
            <numerusform>%n messages are in {path}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages were saved into a new one. The damaged file is kept: {path}</source>
        <translation>
            <numerusform>%n message was saved into a new one. The damaged file is kept: {path}</numerusform>
            <numerusform>%n messages were saved into a new one. The damaged file is kept: {path}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BroadcastCard</name>
    <message numerus="yes">
        <source>Sent %n times, next in {seconds} s</source>
        <translation>
            <numerusform>Sent %n time, next in {seconds} s</numerusform>
            <numerusform>Sent %n times, next in {seconds} s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sent %n times</source>
        <translation>
            <numerusform>Sent %n time</numerusform>
            <numerusform>Sent %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Console</name>
    <message numerus="yes">
        <source>{room}  hosted by {host}, %n here</source>
        <translation>
            <numerusform>{room}  hosted by {host}, %n here</numerusform>
            <numerusform>{room}  hosted by {host}, %n here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{room}  hosted by {host}, %n here  (passcode)</source>
        <translation>
            <numerusform>{room}  hosted by {host}, %n here  (passcode)</numerusform>
            <numerusform>{room}  hosted by {host}, %n here  (passcode)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The history on this disk was damaged. %n messages could be read and are kept; the damaged file is {path}.</source>
        <translation>
            <numerusform>The history on this disk was damaged. %n message could be read and is kept; the damaged file is {path}.</numerusform>
            <numerusform>The history on this disk was damaged. %n messages could be read and are kept; the damaged file is {path}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>[offers %n files, {size} bytes] {names}</source>
        <translation>
            <numerusform>[offers %n file, {size} bytes] {names}</numerusform>
            <numerusform>[offers %n files, {size} bytes] {names}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages are in {path}.</source>
        <translation>
            <numerusform>%n message is in {path}.</numerusform>
            <numerusform>%n messages are in {path}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files of {name} cannot be sent.</source>
        <translation>
            <numerusform>%n file of {name} cannot be sent.</numerusform>
            <numerusform>%n files of {name} cannot be sent.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n transfers are not finished. They go on when you are back.</source>
        <translation>
            <numerusform>%n transfer is not finished. It goes on when you are back.</numerusform>
            <numerusform>%n transfers are not finished. They go on when you are back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files of {name} did not arrive.</source>
        <translation>
            <numerusform>%n file of {name} did not arrive.</numerusform>
            <numerusform>%n files of {name} did not arrive.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files of {name} did not reach {peer}.</source>
        <translation>
            <numerusform>%n file of {name} did not reach {peer}.</numerusform>
            <numerusform>%n files of {name} did not reach {peer}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConversationPage</name>
    <message numerus="yes">
        <source>{people} people, %n of them not encrypted</source>
        <translation>
            <numerusform>{people} people, %n of them not encrypted</numerusform>
            <numerusform>{people} people, %n of them not encrypted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Encrypted, %n people, hosted by you</source>
        <translation>
            <numerusform>Encrypted, %n person, hosted by you</numerusform>
            <numerusform>Encrypted, %n people, hosted by you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Encrypted, %n people</source>
        <translation>
            <numerusform>Encrypted, %n person</numerusform>
            <numerusform>Encrypted, %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Encrypted, %n people, hosted by {name}</source>
        <translation>
            <numerusform>Encrypted, %n person, hosted by {name}</numerusform>
            <numerusform>Encrypted, %n people, hosted by {name}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Lost, trying again in %n s</source>
        <translation>
            <numerusform>Lost, trying again in %n s</numerusform>
            <numerusform>Lost, trying again in %n s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DialForm</name>
    <message numerus="yes">
        <source>Connecting. Given up after %n seconds.</source>
        <translation>
            <numerusform>Connecting. Given up after %n second.</numerusform>
            <numerusform>Connecting. Given up after %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Body, %n bytes</source>
        <translation>
            <numerusform>Body, %n byte</numerusform>
            <numerusform>Body, %n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Body, its first %n bytes</source>
        <translation>
            <numerusform>Body, its first %n byte</numerusform>
            <numerusform>Body, its first %n bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FailedFiles</name>
    <message numerus="yes">
        <source>%n files did not come</source>
        <translation>
            <numerusform>%n file did not come</numerusform>
            <numerusform>%n files did not come</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message numerus="yes">
        <source>%n s left</source>
        <translation>
            <numerusform>%n s left</numerusform>
            <numerusform>%n s left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>%n min left</numerusform>
            <numerusform>%n min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h left</source>
        <translation>
            <numerusform>%n h left</numerusform>
            <numerusform>%n h left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message numerus="yes">
        <source>{place} of %n</source>
        <translation>
            <numerusform>{place} of %n</numerusform>
            <numerusform>{place} of %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{place} of more than %n</source>
        <translation>
            <numerusform>{place} of more than %n</numerusform>
            <numerusform>{place} of more than %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeardPanel</name>
    <message numerus="yes">
        <source>Paused, %n new</source>
        <translation>
            <numerusform>Paused, %n new</numerusform>
            <numerusform>Paused, %n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %n texts</source>
        <translation>
            <numerusform>{shown} of %n text</numerusform>
            <numerusform>{shown} of %n texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts</source>
        <translation>
            <numerusform>%n text</numerusform>
            <numerusform>%n texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts saved as {name}.</source>
        <translation>
            <numerusform>%n text saved as {name}.</numerusform>
            <numerusform>%n texts saved as {name}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryChoice</name>
    <message numerus="yes">
        <source>the last %n days</source>
        <translation>
            <numerusform>the last day</numerusform>
            <numerusform>the last %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageLog</name>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>%n new message</numerusform>
            <numerusform>%n new messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Go to the end, %n new messages</source>
        <translation>
            <numerusform>Go to the end, %n new message</numerusform>
            <numerusform>Go to the end, %n new messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{emoji} {names} and %n more</source>
        <translation>
            <numerusform>{emoji} {names} and %n more</numerusform>
            <numerusform>{emoji} {names} and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NearList</name>
    <message numerus="yes">
        <source>Asking on {interfaces}. Last asked %n s ago.</source>
        <translation>
            <numerusform>Asking on {interfaces}. Last asked %n s ago.</numerusform>
            <numerusform>Asking on {interfaces}. Last asked %n s ago.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OfferCard</name>
    <message numerus="yes">
        <source>{name} wants to send you the folder {folder}: %n files, {size}</source>
        <translation>
            <numerusform>{name} wants to send you the folder {folder}: %n file, {size}</numerusform>
            <numerusform>{name} wants to send you the folder {folder}: %n files, {size}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name} wants to send you %n files, {size}</source>
        <translation>
            <numerusform>{name} wants to send you %n file, {size}</numerusform>
            <numerusform>{name} wants to send you %n files, {size}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %n files, {size}</source>
        <translation>
            <numerusform>Accept %n file, {size}</numerusform>
            <numerusform>Accept %n files, {size}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OfferWords</name>
    <message numerus="yes">
        <source>{size}, going to %n people</source>
        <translation>
            <numerusform>{size}, going to %n person</numerusform>
            <numerusform>{size}, going to %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{saved}. %n files did not come.</source>
        <translation>
            <numerusform>{saved}. %n file did not come.</numerusform>
            <numerusform>{saved}. %n files did not come.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people have it</source>
        <translation>
            <numerusform>%n person has it</numerusform>
            <numerusform>%n people have it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name} and %n more</source>
        <translation>
            <numerusform>{name} and %n more</numerusform>
            <numerusform>{name} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %n files, {size}</source>
        <translation>
            <numerusform>Accept %n file, {size}</numerusform>
            <numerusform>Accept %n files, {size}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OfferedFiles</name>
    <message numerus="yes">
        <source>The first {here} of %n files</source>
        <translation>
            <numerusform>The first {here} of %n file</numerusform>
            <numerusform>The first {here} of %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files, {chosen} chosen</source>
        <translation>
            <numerusform>%n file, {chosen} chosen</numerusform>
            <numerusform>%n files, {chosen} chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PeoplePanel</name>
    <message numerus="yes">
        <source>Away (%n)</source>
        <translation>
            <numerusform>Away (%n)</numerusform>
            <numerusform>Away (%n)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n guests, not encrypted</source>
        <translation>
            <numerusform>%n guest, not encrypted</numerusform>
            <numerusform>%n guests, not encrypted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Places</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message numerus="yes">
        <source>%n messages, the newest first</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages, the newest first</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n messages; more as you scroll</source>
        <translation>
            <numerusform>The newest message; more as you scroll</numerusform>
            <numerusform>The newest %n messages; more as you scroll</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ServerPanel</name>
    <message numerus="yes">
        <source>%n of them not encrypted</source>
        <translation>
            <numerusform>%n of them not encrypted</numerusform>
            <numerusform>%n of them not encrypted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people are in it. They are told, and can come back when it is open again.</source>
        <translation>
            <numerusform>%n person is in it. They are told, and can come back when it is open again.</numerusform>
            <numerusform>%n people are in it. They are told, and can come back when it is open again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message numerus="yes">
        <source>%n under way</source>
        <translation>
            <numerusform>%n under way</numerusform>
            <numerusform>%n under way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SocketSender</name>
    <message numerus="yes">
        <source>Repeating every {time}, %n sent</source>
        <translation>
            <numerusform>Repeating every {time}, %n sent</numerusform>
            <numerusform>Repeating every {time}, %n sent</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SocketTalk</name>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n open</numerusform>
            <numerusform>%n open</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sockets</name>
    <message numerus="yes">
        <source>%n clients</source>
        <translation>
            <numerusform>%n client</numerusform>
            <numerusform>%n clients</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts wait</source>
        <translation>
            <numerusform>%n text waits</numerusform>
            <numerusform>%n texts wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n open</numerusform>
            <numerusform>%n open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <translation>
            <numerusform>%n s</numerusform>
            <numerusform>%n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h</source>
        <translation>
            <numerusform>%n h</numerusform>
            <numerusform>%n h</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Spoken</name>
    <message numerus="yes">
        <source>{name} and %n more, {size}</source>
        <translation>
            <numerusform>{name} and %n more, {size}</numerusform>
            <numerusform>{name} and %n more, {size}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TickWords</name>
    <message numerus="yes">
        <source>On the host&apos;s disk. Not yet on the disk of {names} and %n more</source>
        <translation>
            <numerusform>On the host&apos;s disk. Not yet on the disk of {names} and %n more</numerusform>
            <numerusform>On the host&apos;s disk. Not yet on the disk of {names} and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrafficPanel</name>
    <message numerus="yes">
        <source>Paused, %n new</source>
        <translation>
            <numerusform>Paused, %n new</numerusform>
            <numerusform>Paused, %n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows, looking on</source>
        <translation>
            <numerusform>%n row, looking on</numerusform>
            <numerusform>%n rows, looking on</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows saved as {name}.</source>
        <translation>
            <numerusform>%n row saved as {name}.</numerusform>
            <numerusform>%n rows saved as {name}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TransferWords</name>
    <message numerus="yes">
        <source>{name} and %n more</source>
        <translation>
            <numerusform>{name} and %n more</numerusform>
            <numerusform>{name} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n files</source>
        <translation>
            <numerusform>{done} of %n file</numerusform>
            <numerusform>{done} of %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files did not come.</source>
        <translation>
            <numerusform>%n file did not come.</numerusform>
            <numerusform>%n files did not come.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TransfersPage</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n paused</numerusform>
            <numerusform>%n paused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stopped</source>
        <translation>
            <numerusform>%n stopped</numerusform>
            <numerusform>%n stopped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n done</numerusform>
            <numerusform>%n done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n offers waiting</source>
        <translation>
            <numerusform>%n offer waiting</numerusform>
            <numerusform>%n offers waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WholeText</name>
    <message numerus="yes">
        <source>%n bytes from {source} to {target}</source>
        <translation>
            <numerusform>%n byte from {source} to {target}</numerusform>
            <numerusform>%n bytes from {source} to {target}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhyPage</name>
    <message numerus="yes">
        <source>%n rooms seen</source>
        <translation>
            <numerusform>%n room seen</numerusform>
            <numerusform>%n rooms seen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{address}, asked {where}, last {ago} s ago. %n answers.</source>
        <translation>
            <numerusform>{address}, asked {where}, last {ago} s ago. %n answer.</numerusform>
            <numerusform>{address}, asked {where}, last {ago} s ago. %n answers.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{address}, asked {where} %n times, last {ago} s ago. Nobody answered.</source>
        <translation>
            <numerusform>{address}, asked {where} %n time, last {ago} s ago. Nobody answered.</numerusform>
            <numerusform>{address}, asked {where} %n times, last {ago} s ago. Nobody answered.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_NearRow</name>
    <message numerus="yes">
        <source>%n people, hosted by {host}, asks for a passcode</source>
        <translation>
            <numerusform>%n person, hosted by {host}, asks for a passcode</numerusform>
            <numerusform>%n people, hosted by {host}, asks for a passcode</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people, hosted by {host}</source>
        <translation>
            <numerusform>%n person, hosted by {host}</numerusform>
            <numerusform>%n people, hosted by {host}</numerusform>
        </translation>
    </message>
</context>
</TS>
