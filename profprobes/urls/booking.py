"""Addresses of the booking market."""

from django.urls import path

from ..views import booking_list, booking_month, booking_site

urlpatterns = [
    path("sites/<int:pk>/trial-side/", booking_site.trial_side, name="site_trial_side"),
    path("sites/<int:pk>/popular/", booking_site.popular, name="site_popular"),
    path("my-sites/<int:pk>/month/", booking_month.site_month, name="site_month"),
    path("my-sites/<int:pk>/month/copy/", booking_month.copy_month, name="copy_month"),
    path("my-sites/<int:pk>/slots.ics", booking_month.slots_ics, name="site_slots_ics"),
    path("my-sites/use/", booking_list.use, name="slot_use"),
    path("requests/unanswered/", booking_list.unanswered, name="unanswered"),
    path("requests/chosen/", booking_list.answer_chosen, name="requests_chosen"),
    path("bookings/chosen/", booking_list.leave_chosen, name="bookings_chosen"),
    path("reserve/", booking_month.reserve, name="reserve"),
    path("slots/<int:pk>/grant/", booking_month.grant, name="slot_grant"),
    path("bookings/", booking_list.booking_list, name="bookings"),
    path("bookings/<int:pk>/offer/", booking_list.offer, name="booking_offer"),
    path("bookings/<int:pk>/skip/", booking_list.skip, name="booking_skip"),
    path("bookings/<int:pk>/no-show/", booking_list.no_show, name="booking_no_show"),
    path("lost-visits/", booking_list.lost, name="lost_visits"),
    path("bookings/<int:pk>/leave/", booking_list.leave, name="booking_leave"),
]
