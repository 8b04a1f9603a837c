BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'No connection') BBBBBBBB

BBBBB BBBBBBB gettext(u'No connection') BBBBBBBB

BBBBB BBBB gettext(u'This page is not on the phone. What you filled in is kept and will be sent by itself.') BBBBBBBB

BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
   _("My visits") 
   _("My trials") 
XXXXXX
BBBBBBBB
